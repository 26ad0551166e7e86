import { expect, it } from 'vitest';
import { describeParts, part } from '../src/index.js';

it('names every part with its presence', async () => {
  expect(await describeParts()).toMatch(/^(\S+=(true|false) ?)+$/);
});

it('finds the same parts when asked for one by one', async () => {
  const line = await describeParts();
  expect(line).toContain(`pty=${(await part('pty')).available}`);
});

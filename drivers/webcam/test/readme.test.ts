import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { webcamErrorCodes } from '../src/index.js';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

it('the README names every error code and setting', () => {
  const readme = read('README.md');
  const { properties } = JSON.parse(read('settings.schema.json')) as { properties: Record<string, unknown> };
  for (const code of webcamErrorCodes) expect(readme).toContain(`\`${code}\``);
  for (const setting of Object.keys(properties)) expect(readme).toContain(`| \`${setting}\` `);
});

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

it('the README names every setting', () => {
  const readme = read('README.md');
  const { properties } = JSON.parse(read('settings.schema.json')) as { properties: Record<string, unknown> };
  for (const setting of Object.keys(properties)) expect(readme).toContain(`| \`${setting}\` `);
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { webcamErrorCodes } from '../src/index.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

it('the README names every error code and setting', () => {
  const schema = readFileSync(`${folder}settings.schema.json`, 'utf8');
  const { properties } = JSON.parse(schema) as { properties: Record<string, unknown> };
  for (const code of webcamErrorCodes) expect(readme).toContain(`\`${code}\``);
  for (const setting of Object.keys(properties)) expect(readme).toContain(`| \`${setting}\` `);
});

it('the README has a parser example that runs', async () => {
  const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', example], {
    cwd: folder,
  });
  expect(stdout).toBe('undefined\nundefined\n');
});

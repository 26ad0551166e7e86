import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { cytonErrorCodes, defaultSettings } from '../src/index.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

describe('the README', () => {
  it('has a parser example that runs', async () => {
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], {
      cwd: folder,
    });
    expect(stdout).toMatch(/^channel 1: 91\.55\d+ uV; missing before: 0\n$/);
  });

  it('names every error code and setting', () => {
    for (const code of cytonErrorCodes) expect(readme).toContain(`\`${code}\``);
    for (const setting of Object.keys(defaultSettings)) expect(readme).toContain(`| \`${setting}\` `);
  });

  it('shows what the driver emits', async () => {
    const plot = fileURLToPath(new URL('plot.mjs', import.meta.url));
    const { stdout } = await run(process.execPath, [plot]);
    expect(stdout).toBe(readFileSync(new URL('../docs/cyton.svg', import.meta.url), 'utf8'));
  });
});

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { defaultSettings, hidImuErrorCodes } from '../src/index.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

describe('the README', () => {
  it('has a parser example that runs', async () => {
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], {
      cwd: folder,
    });
    expect(stdout).toBe('9.80665 m/s^2\n5 % undefined\nwrong-length\n');
  });

  it('names every error code and setting', () => {
    for (const code of hidImuErrorCodes) expect(readme).toContain(`\`${code}\``);
    for (const setting of ['chunkSize', ...Object.keys(defaultSettings)])
      expect(readme).toContain(`| \`${setting}\` `);
  });
});

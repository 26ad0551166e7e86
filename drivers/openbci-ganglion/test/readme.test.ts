import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import createDriver, { defaultSettings, ganglionErrorCodes } from '../src/index.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

describe('the README', () => {
  it('has a parser example that prints what it says', async () => {
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], {
      cwd: folder,
    });
    const said = [...example.matchAll(/; \/\/ (.*)$/gm)].map(([, line]) => `${line}\n`);
    expect(said).toHaveLength(2);
    expect(stdout).toBe(said.join(''));
  });

  it('names every error code, setting, stream and command', () => {
    for (const code of ganglionErrorCodes) expect(readme).toContain(`\`${code}\``);
    for (const setting of Object.keys(defaultSettings)) expect(readme).toContain(`| \`${setting}\` `);
    for (const { streamKey } of createDriver().descriptors()) expect(readme).toContain(`| \`${streamKey}\` `);
    for (const command of Object.keys(createDriver().commands()))
      expect(readme).toContain(`| \`${command}\` `);
  });

  it('shows what the driver emits', async () => {
    const { stdout } = await run(process.execPath, [`${folder}test/plot.mjs`]);
    expect(stdout).toBe(readFileSync(`${folder}docs/ganglion.svg`, 'utf8'));
  });
});

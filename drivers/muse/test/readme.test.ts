import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import createDriver, { defaultSettings, measurementNames, museErrorCodes } from '../src/index.js';

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
    expect(said).toHaveLength(3);
    expect(stdout).toBe(said.join(''));
  });

  it('names every error code, setting, measurement and stream', () => {
    for (const code of museErrorCodes) expect(readme).toContain(`\`${code}\``);
    for (const setting of Object.keys(defaultSettings)) expect(readme).toContain(`| \`${setting}\` `);
    for (const measurement of measurementNames) expect(readme).toContain(`\`${measurement}\``);
    for (const { streamKey } of createDriver().descriptors()) expect(readme).toContain(`| \`${streamKey}\` `);
  });

  it('shows what the driver emits', async () => {
    const { stdout } = await run(process.execPath, [`${folder}test/plot.mjs`]);
    expect(stdout).toBe(readFileSync(`${folder}docs/muse-2.svg`, 'utf8'));
  });
});

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { syntheticErrorCodes } from '../src/errors.js';
import { settingLimits } from '../src/settings.js';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const readme = await readFile(`${packageFolder}README.md`, 'utf8');

describe('the README', () => {
  it('has an example that runs, in real time, with the built package', async () => {
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], {
      cwd: packageFolder,
    });
    expect(stdout).toBe('a second of samples, 0 wrong frames\n');
  });

  it('names every setting with its default, and every error code', () => {
    const cells = readme
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    // One row may name two settings: "a, b | 1, 2".
    const table = cells.flatMap(([, names = '', defaults = '', range]) =>
      names.split(', ').map((name, index) => ({ name, default: defaults.split(', ')[index], range })),
    );
    for (const [name, limit] of Object.entries(settingLimits)) {
      const range = `${limit.minimum} - ${limit.maximum}`;
      expect(table).toContainEqual({ name, default: String(limit.default), range });
    }
    for (const code of syntheticErrorCodes)
      expect(table).toContainEqual(expect.objectContaining({ name: code }));
  });

  it('shows what the driver emits', async () => {
    const plot = fileURLToPath(new URL('plot.mjs', import.meta.url));
    const { stdout } = await run(process.execPath, [plot]);
    expect(stdout).toBe(await readFile(new URL('../docs/synthetic.svg', import.meta.url), 'utf8'));
  });
});

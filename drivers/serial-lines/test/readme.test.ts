import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { commonBaudRates, defaultSettings, serialLinesErrorCodes } from '../src/index.js';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(`${folder}README.md`, 'utf8');

describe('the README', () => {
  it('has a parser example that runs', async () => {
    const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', example], {
      cwd: folder,
    });
    expect(stdout).toBe('row: 1 5\nrow: 2 10\nrefused (wrong-count): hello\n');
  });

  it('names every error code, setting and baud rate', () => {
    for (const code of serialLinesErrorCodes) expect(readme).toContain(`\`${code}\``);
    for (const setting of Object.keys(defaultSettings))
      expect(readme).toMatch(new RegExp(`\\| \`${setting}\` +\\|`));
    for (const rate of commonBaudRates) expect(readme).toMatch(new RegExp(`at .*${rate}`));
  });

  it('shows what the driver emits', async () => {
    const plot = fileURLToPath(new URL('plot.mjs', import.meta.url));
    const { stdout } = await run(process.execPath, [plot]);
    expect(stdout).toBe(readFileSync(new URL('../docs/lines.svg', import.meta.url), 'utf8'));
  });
});

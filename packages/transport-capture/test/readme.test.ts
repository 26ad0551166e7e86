/** The README's example runs as it stands, and its tables are complete. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';
import { captureErrorCodes, checkCapture, parseCapture } from '../src/index.js';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const rootFolder = join(packageFolder, '../..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

/** A folder outside of the repository that has what the example imports. */
function folderOf(example: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'modlink-capture-readme-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'example.ts'), example);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const links = {
    '@modlink/transport-capture': packageFolder,
    '@modlink/sdk': join(packageFolder, 'node_modules/@modlink/sdk'),
    '@modlink/testkit': join(packageFolder, 'node_modules/@modlink/testkit'),
    '@types/node': join(rootFolder, 'node_modules/@types/node'),
  };
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(target, join(folder, 'node_modules', name), 'junction');
  }
  const base = JSON.parse(readFileSync(join(rootFolder, 'tooling/tsconfig/base.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const compilerOptions = { ...base.compilerOptions, rootDir: '.', outDir: 'dist' };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  return folder;
}

describe('the README', () => {
  it('has an example that is complete, typed and does what it says', { timeout: 60_000 }, async () => {
    const [, example = ''] = /^```ts file=example\.ts\n(.*?)^```$/ms.exec(readme) ?? [];
    const folder = folderOf(example);
    const tsc = join(rootFolder, 'node_modules/typescript/bin/tsc');
    const checked = await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => error);
    expect((checked as { stdout: string }).stdout).toBe('');
    const { stdout } = await run(process.execPath, [join(folder, 'dist/example.js')]);
    expect(stdout).toBe('1700000000012500000n 1234 mm\n'.repeat(2));
  });

  it('has a capture that is valid', () => {
    const [, text = ''] = /^```text\n(\{"format".*?)^```$/ms.exec(readme) ?? [];
    expect(checkCapture(parseCapture(text))).toEqual({
      events: 5,
      dataBytes: 7,
      durationNs: 90_000_000,
      isCutOff: false,
    });
  });

  it('lists every error code', () => {
    for (const code of captureErrorCodes) expect(readme).toContain(`| \`${code}\` |`);
  });
});

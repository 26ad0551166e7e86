import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../src/manifest/index.js';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const rootFolder = join(packageFolder, '../..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');

/** The examples of the README by their file names. */
const examples = new Map(
  [...readme.matchAll(/^```\w+ file=(\S+)\n(.*?)^```$/gms)].map(([, file, text]) => [
    String(file),
    String(text),
  ]),
);
examples.set('descriptor.ts', tsdocExample('descriptor.ts'));
const example = (file: string) => examples.get(file) ?? expect.fail(`The README has no example ${file}.`);

/** The example in a doc comment of a source file. */
function tsdocExample(file: string): string {
  const source = readFileSync(join(packageFolder, 'src', file), 'utf8');
  const [, text = expect.fail(`${file} has no example.`)] = /^ \* ```ts\n(.*?)^ \* ```$/ms.exec(source) ?? [];
  return text.replaceAll(/^ \* ?/gm, '');
}

/** A driver package outside of the repository, which finds the built SDK in its node_modules. */
const folder = mkdtempSync(join(tmpdir(), 'modlink-sdk-readme-'));

beforeAll(async () => {
  for (const [file, text] of examples) writeFileSync(join(folder, file), text);
  mkdirSync(join(folder, 'node_modules/@modlink'), { recursive: true });
  mkdirSync(join(folder, 'node_modules/@types'));
  symlinkSync(packageFolder, join(folder, 'node_modules/@modlink/sdk'), 'junction');
  symlinkSync(
    join(rootFolder, 'node_modules/@types/node'),
    join(folder, 'node_modules/@types/node'),
    'junction',
  );
  const base = JSON.parse(readFileSync(join(rootFolder, 'tooling/tsconfig/base.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const compilerOptions = { ...base.compilerOptions, rootDir: '.', outDir: 'dist', declaration: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs one compiled example and gives what it printed. */
async function output(file: string): Promise<string> {
  return (await run(process.execPath, [join(folder, 'dist', file)])).stdout;
}

describe('the examples of the README, and of doc comments', () => {
  it('are complete and typed, by the strictest settings', async () => {
    const tsc = join(rootFolder, 'node_modules/typescript/bin/tsc');
    const checked = await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => error);
    expect((checked as { stdout: string }).stdout).toBe('');
    expect(checked).not.toBeInstanceOf(Error);
  });

  it('have a serial driver in at most 30 lines', () => {
    const lines = example('thermometer.ts').trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(120);
  });

  it('run the serial driver against a serial port that is a plain object', async () => {
    // The example asserts what the driver wrote, and its frames.
    expect(await output('thermometer-test.js')).toBe('');
    expect(example('thermometer-test.ts')).toContain("assert.deepEqual(written, ['start\\n', 'stop\\n'])");
  });

  it('have a valid manifest beside it, that names the compiled driver', () => {
    const { modlink } = JSON.parse(example('package.json')) as { modlink: unknown };
    const { manifest, problems } = parseManifest(modlink);
    expect(problems).toBeUndefined();
    expect(manifest?.drivers.thermometer?.entry).toBe('./dist/thermometer.js');
  });

  it.each(['arrays', 'encoding', 'descriptor'])('print what they say: %s', async (name) => {
    const promised = [
      ...example(`${name}.ts`).matchAll(/console\.log.* \/\/ ([^\n]*?)(?:: a view.*)?$/gm),
    ].map(([, text]) => text);
    expect(promised.length).toBeGreaterThan(0);
    expect((await output(`${name}.js`)).trim().split('\n')).toEqual(promised);
  });

  it('name errors by their codes', async () => {
    expect(await output('errors.js')).toMatch(/"thermometer" does not have the form name\.XX/);
  });

  it('run the command of the lamp', async () => {
    const script = `
      import { describeCommands, runCommand } from '@modlink/sdk';
      import { LampDriver } from './dist/lamp.js';
      const driver = new LampDriver();
      const [{ name, when }] = describeCommands(driver);
      await runCommand(driver, name, { percent: 25 }, { signal: new AbortController().signal });
      console.log(name, when, driver.brightness);
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    expect(stdout).toBe('set-brightness idle 0.25\n');
  });

  it('emit from the polling driver', async () => {
    const script = `
      import { DriverContext } from '@modlink/sdk';
      import createDriver from './dist/load.js';
      const driver = createDriver();
      driver.bind(new DriverContext({
        onFrame(frame) { console.log(frame.streamId, ...frame.data.shape); void driver.stopStreaming(); },
        onConnectionLost: console.error,
      }));
      await driver.startStreaming();
    `;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
    expect(stdout).toBe('load.01:load 3 1\n');
  });
});

/** The examples of the README, as a package outside of the repository has them. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driverRules, testkitErrorCodes } from '../src/index.js';

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL('..', import.meta.url));
const rootFolder = join(packageFolder, '../..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = new Map(
  [...readme.matchAll(/^```ts file=(\S+)\n(.*?)^```$/gms)].map(([, file, text]) => [
    String(file),
    String(text),
  ]),
);
const example = (file: string) => examples.get(file) ?? expect.fail(`The README has no example ${file}.`);
const folder = mkdtempSync(join(tmpdir(), 'modlink-testkit-readme-'));

beforeAll(() => {
  for (const [file, text] of examples) writeFileSync(join(folder, file), text);
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const links = {
    '@modlink/testkit': packageFolder,
    '@modlink/sdk': join(packageFolder, 'node_modules/@modlink/sdk'),
    vitest: join(packageFolder, 'node_modules/vitest'),
    '@types/node': join(rootFolder, 'node_modules/@types/node'),
  };
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
    symlinkSync(target, join(folder, 'node_modules', name), 'junction');
  }
  const base = JSON.parse(readFileSync(join(rootFolder, 'tooling/tsconfig/base.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const compilerOptions = { ...base.compilerOptions, rootDir: '.', outDir: 'dist', declaration: true };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What vitest says of the example's tests: their names, and how they ended. */
async function testResults(): Promise<Map<string, { status: string; message: string }>> {
  const vitest = join(packageFolder, 'node_modules/vitest/vitest.mjs');
  const report = join(folder, 'results.json');
  const args = [
    vitest,
    'run',
    '--root',
    folder,
    '--exclude',
    'dist/**',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  await run(process.execPath, args, { cwd: folder }).catch(() => undefined);
  const { testResults: files } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: {
      message: string;
      assertionResults: { title: string; status: string; failureMessages: string[] }[];
    }[];
  };
  return new Map(
    files.flatMap(({ assertionResults }) =>
      assertionResults.map(({ title, status, failureMessages }) => [
        title,
        { status, message: failureMessages.join('\n') },
      ]),
    ),
  );
}

describe('the README', () => {
  it('has examples that are complete and typed, by the strictest settings', { timeout: 60_000 }, async () => {
    const tsc = join(rootFolder, 'node_modules/typescript/bin/tsc');
    const checked = await run(process.execPath, [tsc, '-p', folder]).catch((error: unknown) => error);
    expect((checked as { stdout: string }).stdout).toBe('');
    const hid = await run(process.execPath, [join(folder, 'dist/hid.js')]);
    expect(hid.stdout).toBe(`Uint8Array(3) [ 5, 1, 2 ]\n${[...Array(25).keys()].join('\n')}\n`);
    const ble = await run(process.execPath, [join(folder, 'dist/ble.js')]);
    expect(ble.stdout).toBe('208 7\n209 7\n');
    const media = await run(process.execPath, [join(folder, 'dist/media.js')]);
    expect(media.stdout).toMatch(/^0 \d+n 0\n1 \d+n 0\n2 \d+n 0\n$/);
  });

  it('has a driver of at most 40 lines that keeps every rule', { timeout: 60_000 }, async () => {
    expect(example('range-finder.ts').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    const results = await testResults();
    const failed = [...results].filter(([, { status }]) => status === 'failed');
    expect(failed).toEqual([]);
    expect([...results].filter(([, { status }]) => status === 'passed').map(([title]) => title)).toEqual([
      ...driverRules.filter(({ id }) => id !== 'manifest' && id !== 'settings').map(({ name }) => name),
      'emits each distance once',
      'drops lines that are damaged',
    ]);
    expect([...results.keys()]).toContain(
      `${driverRules.find(({ id }) => id === 'manifest')?.name} (skipped: no manifest was given)`,
    );
  });

  it("shows what is said of a broken rule, in the words of vitest's report", {
    timeout: 60_000,
  }, async () => {
    const broken = example('range-finder.ts').replace(/closeDevice = .*;/, 'closeDevice = () => {};');
    writeFileSync(join(folder, 'range-finder.ts'), broken);
    const shutdown = (await testResults()).get(driverRules.find(({ id }) => id === 'shutdown')?.name ?? '');
    expect(shutdown?.status).toBe('failed');
    const [shown = expect.fail('no message is shown')] = /^Rule: .*?(?=\n```)/ms.exec(readme) ?? [];
    expect(shutdown?.message).toContain(shown);
  });

  it('lists every rule and every error code', () => {
    for (const { id, name } of driverRules) expect(readme).toContain(`| \`${id}\` | ${name} |`);
    for (const code of testkitErrorCodes) expect(readme).toContain(`| \`${code}\` `);
  });
});

/** The driver of the tutorial, as it stands there: it builds, its tests pass, and with them every rule of the contract. */
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { driverRules } from '@modlink/testkit';
import { expect, it } from 'vitest';
import { createApplication } from './support/application.js';
import { codeBlocks, repository } from './support/markdown.js';

const run = promisify(execFile);
const files = codeBlocks.flatMap(({ file, fileName, code }) =>
  file.path === 'apps/docs/drivers/tutorial.md' && fileName !== undefined ? [{ fileName, code }] : [],
);

interface Results {
  readonly testResults: readonly {
    readonly assertionResults: readonly { title: string; status: string; failureMessages: string[] }[];
  }[];
}

it('the driver of the tutorial builds and keeps every rule', { timeout: 120_000 }, async () => {
  await using application = await createApplication();
  const { folder } = application;
  expect(files.map(({ fileName }) => fileName)).toEqual(
    expect.arrayContaining(['package.json', 'tsconfig.json', 'src/index.ts', 'test/pulse.test.ts']),
  );
  for (const { fileName, code } of files) {
    await mkdir(join(folder, dirname(fileName)), { recursive: true });
    await writeFile(join(folder, fileName), code);
  }
  const tsc = join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  const { stdout: complaints } = await run(process.execPath, [tsc], { cwd: folder }).catch((error) => error);
  expect(complaints).toBe('');

  const vitest = join(folder, 'node_modules', 'vitest', 'vitest.mjs');
  const report = join(folder, 'results.json');
  const options = ['run', '--root', folder, '--reporter=json', `--outputFile=${report}`];
  await run(process.execPath, [vitest, ...options], { cwd: folder }).catch(() => undefined);
  const { testResults } = JSON.parse(await readFile(report, 'utf8')) as Results;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === 'failed');
  expect(failed.map(({ title, failureMessages }) => [title, ...failureMessages])).toEqual([]);
  const passed = tests.filter(({ status }) => status === 'passed').map(({ title }) => title);
  expect(passed).toEqual(
    expect.arrayContaining([
      ...driverRules.map(({ name }) => name),
      'emits what the sensor measures, divided by the gain',
    ]),
  );
});

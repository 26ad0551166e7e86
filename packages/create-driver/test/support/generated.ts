/** Drivers made by the built program, in a folder whose dependencies are links to this repository's. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const own = fileURLToPath(new URL('../..', import.meta.url));
const repository = join(own, '..', '..');
export const mainFile = join(own, 'dist', 'main.js');
/** The `modlink` command, built. */
export const modlink = join(repository, 'apps', 'cli', 'dist', 'main.js');
const linked = [
  'create-modlink-driver',
  '@modlink/cli',
  '@modlink/line-parser',
  '@modlink/sdk',
  '@modlink/testkit',
  '@types/node',
  'fast-check',
  'typescript',
  'vitest',
];

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of Node to its end, however it ends. */
export async function runNode(
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 };
  return promisify(execFile)(process.execPath, [...args], options).then(
    ({ stdout, stderr }) => ({ exitCode: 0, stdout, stderr }),
    ({ code, stdout = '', stderr = '' }) => ({ exitCode: Number(code), stdout, stderr }),
  );
}

/** A folder in which drivers are made. */
export class Nursery {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Nursery> {
    const nursery = new Nursery(await realpath(await mkdtemp(join(tmpdir(), 'modlink-create-'))));
    for (const name of linked) {
      const path = join(nursery.folder, 'node_modules', name);
      await mkdir(dirname(path), { recursive: true });
      await symlink(await installed(name), path, 'junction');
    }
    // What npm puts there for the scripts of a package.
    const binaries = join(nursery.folder, 'node_modules', '.bin');
    await mkdir(binaries);
    await symlink(join('..', 'typescript', 'bin', 'tsc'), join(binaries, 'tsc'));
    return nursery;
  }

  create(...args: readonly string[]): Promise<Ran> {
    return runNode([mainFile, ...args], this.folder, { npm_config_user_agent: 'npm/10.0.0 node/v20' });
  }

  /** Compiles drivers, and their tests with them. */
  build(drivers: readonly string[]): Promise<Ran> {
    const projects = drivers.flatMap((name) => [`${name}/tsconfig.json`, `${name}/tsconfig.test.json`]);
    return runNode([join('node_modules', 'typescript', 'bin', 'tsc'), '-b', ...projects], this.folder);
  }

  /**
   * Runs the drivers' own tests.
   * @returns the titles of the tests that failed, and how many passed, by driver.
   */
  async test(): Promise<
    ReadonlyMap<string, { readonly passed: number; readonly failed: readonly string[] }>
  > {
    const results = join(this.folder, 'results.json');
    // One process for all: each driver's own would start vitest anew for each file.
    const flags = ['--pool=threads', '--no-isolate', '--maxWorkers=2', '--reporter=json'];
    const vitest = join('node_modules', 'vitest', 'vitest.mjs');
    await runNode([vitest, 'run', '--root', '.', ...flags, `--outputFile=${results}`], this.folder);
    const { testResults } = JSON.parse(await readFile(results, 'utf8')) as {
      testResults: { name: string; assertionResults: { status: string; fullName: string }[] }[];
    };
    const drivers = new Map<string, { passed: number; failed: string[] }>();
    for (const { name, assertionResults } of testResults) {
      const [driver = ''] = name.slice(this.folder.length + 1).split('/');
      const seen = drivers.get(driver) ?? { passed: 0, failed: [] };
      drivers.set(driver, seen);
      for (const { status, fullName } of assertionResults) {
        if (status === 'passed') seen.passed += 1;
        if (status === 'failed') seen.failed.push(fullName);
      }
    }
    return drivers;
  }

  /** Changes a file of a driver; what is changed must be there. */
  async change(file: string, from: string, to: string): Promise<void> {
    const path = join(this.folder, file);
    const before = await readFile(path, 'utf8');
    if (!before.includes(from)) throw new Error(`${file} has no ${from}`);
    await writeFile(
      path,
      before.replace(from, () => to),
    );
  }

  close(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** Where a package is in this repository. */
async function installed(name: string): Promise<string> {
  if (name === 'create-modlink-driver') return own;
  const beside = join(own, 'node_modules', name);
  return realpath(beside).catch(() => realpath(join(repository, 'node_modules', name)));
}

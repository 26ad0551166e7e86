/** `modlink driver check`: what a package must not have, each with its code; and drivers that are as they should be. */
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create as createTarball } from 'tar';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
// It starts a process, which is there when it is built.
import { checkRunning } from '../dist/driver-check/run-driver.js';
import { driverCheckCodes } from '../src/driver-check/check-result.js';
import { checkContent } from '../src/driver-check/content-checks.js';
import { checkExports, checkTypes } from '../src/driver-check/exports-checks.js';
import { checkManifest } from '../src/driver-check/manifest-checks.js';
import { openPackage } from '../src/driver-check/packed-package.js';
import { fixtures, Workplace } from './support/cli.js';

const place = new Workplace();
const repository = fileURLToPath(new URL('../../..', import.meta.url));
const links = ['@modlink/sdk', '@modlink/testkit'];

/** The document, as the README has it. */
const shape = z.strictObject({
  package: z.string(),
  version: z.string(),
  results: z.array(
    z.strictObject({
      check: z.string(),
      level: z.enum(['ok', 'warning', 'problem']),
      code: z.string().optional(),
      message: z.string(),
      remedy: z.string().optional(),
      driverId: z.string().optional(),
      bytesPerCycle: z.number().optional(),
    }),
  ),
  problems: z.number(),
});

interface Checked {
  readonly exitCode: number | null;
  readonly results: z.output<typeof shape>['results'];
  /** The codes of what is not ok. */
  readonly codes: readonly string[];
}

async function check(target: string): Promise<Checked> {
  const { exitCode, document } = await place.json('driver', 'check', target);
  const { results } = shape.parse(document);
  return { exitCode, results, codes: results.flatMap(({ code }) => (code === undefined ? [] : [code])) };
}

/** A good driver in a folder of its own, after something was done to it. */
async function packageAfter(change: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = place.path(`checked-${Math.random()}`);
  await cp(`${fixtures}checked`, folder, { recursive: true });
  for (const name of links) {
    const link = join(folder, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url)), link, 'junction');
  }
  await change(folder);
  return folder;
}

const manifest = (change: (manifest: Record<string, unknown>) => void) => async (folder: string) => {
  const path = join(folder, 'package.json');
  const value = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  change(value);
  await writeFile(path, JSON.stringify(value));
};
const file = (name: string, text: string) => async (folder: string) => {
  await mkdir(dirname(join(folder, name)), { recursive: true });
  await writeFile(join(folder, name), text);
};
const source = (from: string, to: string) => async (folder: string) => {
  const path = join(folder, 'lib', 'index.js');
  const before = await readFile(path, 'utf8');
  expect(before).toContain(from);
  await writeFile(path, before.replace(from, to));
};
const drivers = (value: Record<string, unknown>) =>
  value.modlink as { apiVersion: number; drivers: { checked: { entry: string } } };

/** As `npm pack` makes it, in no time. */
async function tarballOf(folder: string): Promise<string> {
  const file = `${folder}.tgz`;
  const names = ['package.json', 'README.md', 'LICENSE', 'lib', 'binding.gyp'];
  await createTarball(
    { file, gzip: true, cwd: folder, prefix: 'package' },
    names.filter((name) => existsSync(join(folder, name))),
  );
  return file;
}

type Change = (folder: string) => Promise<unknown>;

describe('modlink driver check', { timeout: 240_000 }, () => {
  it('passes a driver that is as it should be, with its device, and says how its memory went', async () => {
    const { exitCode, results, codes } = await check(await packageAfter(async () => {}));
    expect(codes).toEqual([]);
    expect(exitCode).toBe(0);
    expect(results.map(({ check }) => check)).toEqual([
      ...['manifest', 'content', 'exports', 'types', 'load', 'conformance', 'cycle', 'memory'],
    ]);
    expect(results.find(({ check }) => check === 'conformance')?.message).toMatch(/^2\d rules kept/);
    expect(results.at(-1)).toMatchObject({ bytesPerCycle: expect.any(Number) });
  });

  it('takes a tarball, and says in words what is wrong, each with what to do', async () => {
    const folder = await packageAfter(file('lib/.env', 'TOKEN=1'));
    const { exitCode, stdout } = await place.run('driver', 'check', await tarballOf(folder));
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^modlink-driver-checked 1\.0\.0\n/);
    const words = stdout.replaceAll(/\s+/g, ' ');
    expect(words).toMatch(/problem content lib\/\.env would be published.*\[SECRET_PACKED\] -> Leave it out/);
    // Without its folder there is no device.
    expect(words).toMatch(/warning conformance checked: .*\[RULES_NOT_CHECKED\]/);
    expect(stdout).toMatch(/1 problem, 1 warning\.\n$/);
  });

  it('refuses what is no package', async () => {
    const { exitCode, stderr } = await place.run('driver', 'check', place.path('nowhere'));
    expect(exitCode).toBe(2);
    expect(stderr).toContain('WRONG_USAGE');
    await expect(openPackage(place.folder)).rejects.toMatchObject({ code: 'WRONG_USAGE' });
  });
});

describe('what package.json says, and what is in the package', () => {
  const codesOf = async (change: Change): Promise<readonly (string | undefined)[]> => {
    await using packed = await openPackage(await tarballOf(await packageAfter(change)));
    const results = [...(await checkManifest(packed)).results, ...(await checkContent(packed))];
    return results.flatMap(({ code, level }) => (code === undefined ? [] : [`${level} ${code}`]));
  };

  it('is as it should be', async () => {
    expect(await codesOf(async () => {})).toEqual([]);
  });

  it.each<[code: string, change: Change]>([
    ['MANIFEST_INVALID', manifest((value) => delete (value.modlink as { drivers?: unknown }).drivers)],
    ['API_VERSION_UNSUPPORTED', manifest((value) => (drivers(value).apiVersion = 99))],
    ['ENTRY_MISSING', manifest((value) => (drivers(value).drivers.checked.entry = './lib/gone.js'))],
    ['ENTRY_OUTSIDE_PACKAGE', manifest((value) => (drivers(value).drivers.checked.entry = './../../x.js'))],
    ['SDK_RANGE_UNSATISFIED', manifest((value) => (value.peerDependencies = { '@modlink/sdk': '^99.0.0' }))],
    ['SDK_BUNDLED', manifest((value) => (value.dependencies = { '@modlink/sdk': '*' }))],
    ['SDK_PEER_MISSING', manifest((value) => delete value.peerDependencies)],
    ['PACKAGE_PRIVATE', manifest((value) => (value.private = true))],
    ['KEYWORD_MISSING', manifest((value) => delete value.keywords)],
    ['INSTALL_SCRIPT', manifest((value) => (value.scripts = { postinstall: 'node lib/index.js' }))],
    ['INSTALL_SCRIPT', file('binding.gyp', '{}')],
    ['DEPENDENCY_LOCAL', manifest((value) => (value.optionalDependencies = { native: 'file:../native' }))],
    ['DEPENDENCY_MISSING', manifest((value) => Object.assign(value.peerDependencies ?? {}, { other: '*' }))],
    [
      'DEPENDENCY_MISSING',
      manifest((value) => Object.assign(value.peerDependencies ?? {}, { '../../x': '*' })),
    ],
    ['SECRET_PACKED', file('lib/server.key', 'x')],
    ['SECRET_PACKED', file('lib/keys.js', `// ${'-----BEGIN'} RSA PRIVATE KEY-----`)],
    ['SECRET_PACKED', file('lib/token.js', `'npm_${'a1'.repeat(18)}'`)],
  ])('must not be %s', async (code, change) => {
    expect(await codesOf(change)).toEqual([`problem ${code}`]);
  });

  it.each<[code: string, change: Change]>([
    ['UNNEEDED_PACKED', file('lib/driver.test.js', '')],
    ['DOCUMENT_MISSING', (folder) => rm(join(folder, 'README.md'))],
    ['PACKAGE_LARGE', file('lib/model.bin', 'x'.repeat(11_000_000))],
  ])('is worth a look where it is %s', async (code, change) => {
    expect(await codesOf(change)).toEqual([`warning ${code}`]);
  });
});

describe('what a package exports', { timeout: 60_000 }, () => {
  const codesOf = async (change: Change): Promise<readonly (string | undefined)[]> => {
    await using packed = await openPackage(await tarballOf(await packageAfter(change)));
    const results = [...(await checkExports(packed)), ...(await checkTypes(packed))];
    return results.filter(({ level }) => level === 'problem').map(({ code }) => code);
  };

  it('is found by Node and by TypeScript', async () => {
    const gone = manifest((value) => (value.exports = { '.': './lib/gone.js' }));
    expect(await codesOf(gone)).toContain('EXPORTS_WRONG');
    const untyped = { types: './lib/gone.d.ts', default: './lib/index.js' };
    expect(await codesOf(manifest((value) => (value.exports = { '.': untyped })))).toContain('TYPES_WRONG');
  });
});

describe('a driver that runs', { timeout: 120_000 }, () => {
  /** Its folder is packed without npm, which takes longer than the check. */
  const codesOf = async (change: Change): Promise<readonly string[]> => {
    const sourceFolder = await packageAfter(change);
    await using packed = await openPackage(await tarballOf(sourceFolder));
    const [driver] = (await checkManifest(packed)).drivers;
    const results = await checkRunning(driver!, { ...packed, sourceFolder }, new AbortController().signal);
    return results.flatMap(({ code, level }) => (code === undefined ? [] : [`${level} ${code}`]));
  };

  it.each<[findings: readonly string[], change: Change]>([
    [['problem DRIVER_NOT_LOADED'], source('/** Emits', "import '@modlink/testkit';\n/** Emits")],
    [['problem CHECK_FILE_INVALID'], file('modlink.check.js', 'export default 1;')],
    [['problem CHECK_CRASHED'], source('async search() {', 'async search() {\n    process.exit(3);')],
    [
      ['problem RULE_BROKEN', 'problem CYCLE_FAILED'],
      source('startStreaming() {', 'startStreaming() {\n    if (starts++) return;'),
    ],
    [
      ['warning MEMORY_GROWS'],
      source('#open(...arguments)', '#open(...arguments, kept.push(new Array(50_000).fill(0)))'),
    ],
  ])('is told %s', async (findings, change) => {
    expect(await codesOf(change)).toEqual(expect.arrayContaining([...findings]));
  });
});

it('every code stands in the documentation', async () => {
  const page = await readFile(join(repository, 'apps/docs/reference/driver-check.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, code]) => code);
  expect(listed).toEqual([...driverCheckCodes]);
});

// Each takes as long as all of the above.
const full = process.env.MODLINK_TEST_FULL === '1';

describe.runIf(full)("ModLink's own drivers, with MODLINK_TEST_FULL=1", { timeout: 240_000 }, () => {
  it.each([
    ...['ble-sensor', 'hid-imu', 'microphone', 'muse', 'openbci-cyton', 'openbci-ganglion'],
    ...['replay-file', 'serial-lines', 'synthetic', 'webcam'],
  ])('%s is as it should be', async (name) => {
    const { exitCode, codes } = await check(join(repository, 'drivers', name));
    expect({ exitCode, codes }).toEqual({ exitCode: 0, codes: [] });
  });
});

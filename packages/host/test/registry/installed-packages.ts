import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlockedVersions } from '@modlink/installer/installed';
import {
  type DiscoverOptions,
  type Discovery,
  type DriverRoot,
  discoverDrivers,
} from '../../src/registry/index.js';

const fixtures = fileURLToPath(new URL('./fixtures', import.meta.url));

/** The host that fixtures are written for. */
const madeUpHost = {
  sdkVersion: '1.4.0',
  platform: 'linux',
  machine: { platform: 'linux', arch: 'x64', nodeAbi: '115' },
} as const;

/**
 * What a fixture's `expected.json` says. A fixture has either a `package`, which is installed into an application, or a
 * `tree` of folders, with the roots to look in.
 */
export interface Expected {
  readonly roots?: readonly Omit<DriverRoot, 'label'>[];
  /** Links to make: what each path in the tree leads to. */
  readonly links?: Readonly<Record<string, string>>;
  readonly owners?: Readonly<Record<string, string>>;
  /** The list of blocked versions. */
  readonly blocked?: ConstructorParameters<typeof BlockedVersions>[0];
  readonly drivers: readonly { readonly driverId: string; readonly status: string }[];
  readonly diagnostics: readonly { readonly code: string; readonly mentions: readonly string[] }[];
}

export async function fixtureNames(): Promise<string[]> {
  const entries = await readdir(fixtures, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

export async function expectedOf(fixture: string): Promise<Expected> {
  return JSON.parse(await readFile(join(fixtures, fixture, 'expected.json'), 'utf8')) as Expected;
}

/** Copies a fixture's package to a folder. */
export async function install(fixture: string, folder: string): Promise<string> {
  await cp(join(fixtures, fixture, 'package'), folder, { recursive: true });
  return folder;
}

/** Lays out a fixture in a folder, as `expected.json` says. */
export async function layOut(fixture: string, folder: string): Promise<DiscoverOptions> {
  const { roots, links = {}, owners, blocked = [] } = await expectedOf(fixture);
  if (roots === undefined) {
    await install(fixture, join(folder, 'node_modules', 'installed'));
    return { roots: [{ kind: 'application', path: folder, label: 'root 1' }], ...madeUpHost };
  }
  await cp(join(fixtures, fixture, 'tree'), folder, { recursive: true });
  for (const [path, target] of Object.entries(links)) await link(join(folder, path), join(folder, target));
  const labelled = roots.map(({ kind, path }, index) => ({
    kind,
    path: join(folder, path),
    label: `root ${index + 1}`,
  }));
  return { roots: labelled, owners, blocked: new BlockedVersions(blocked), ...madeUpHost };
}

/** A driver package of the wanted name, version and driver id, written to a folder. */
export async function writePackage(
  folder: string,
  { name = 'modlink-driver-example', version = '1.0.0', driverId = 'example' } = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const entry = { entry: './index.js', displayName: name, providers: ['serial'] };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({
      name,
      version,
      type: 'module',
      modlink: { apiVersion: 1, drivers: { [driverId]: entry } },
      peerDependencies: { '@modlink/sdk': '^1.0.0' },
    }),
  );
  await writeFile(join(folder, 'index.js'), 'throw new Error("executed");');
  return folder;
}

/** A link, as package managers make it. */
export async function link(path: string, target: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await symlink(target, path, 'junction');
}

/** Discovers with a fixed SDK version and platform. */
export function discover(...roots: Omit<DriverRoot, 'label'>[]): Promise<Discovery> {
  return discoverDrivers({
    roots: roots.map((root, index) => ({ ...root, label: `root ${index + 1}` })),
    ...madeUpHost,
  });
}

/** The codes of a discovery with their paths relative to a folder, for comparing. */
export function codesAt(discovery: Discovery, folder: string): string[] {
  return discovery.diagnostics.map(({ code, path }) => `${code} ${path.replace(folder, '')}`);
}

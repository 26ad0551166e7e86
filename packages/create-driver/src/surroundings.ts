/** Where the new package will stand: alone, or in a workspace that has its own ways. */
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { type PackageManager, packageManagers } from './choices.js';

/** A workspace of several packages. */
export interface Workspace {
  /** Its root folder. */
  readonly folder: string;
  /** The packages that are part of it, by name. */
  readonly members: ReadonlySet<string>;
  /** Whether its package manager takes `workspace:^` as a range. */
  readonly hasWorkspaceProtocol: boolean;
}

export interface Surroundings {
  /** `undefined` for a package that stands alone. */
  readonly workspace: Workspace | undefined;
  /** Whether a git repository is there already. */
  readonly isInGit: boolean;
  readonly packageManager: PackageManager;
}

/**
 * @param folder - where the package is to be; it need not be there yet.
 * @param userAgent - of the package manager that started this program: `npm_config_user_agent`.
 */
export async function lookAround(folder: string, userAgent: string | undefined): Promise<Surroundings> {
  const above = foldersAbove(folder);
  const workspace = await firstOf(above, findWorkspace);
  const started = packageManagers.find((each) => userAgent?.startsWith(`${each}/`)) ?? 'npm';
  return {
    workspace: workspace && {
      folder: workspace.folder,
      members: await memberNames(workspace.folder, workspace.patterns),
      hasWorkspaceProtocol: workspace.packageManager !== 'npm',
    },
    isInGit: (await firstOf([folder, ...above], (each) => isThere(join(each, '.git')))) !== undefined,
    packageManager: workspace?.packageManager ?? started,
  };
}

const lockFiles = [
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
] as const;

interface FoundWorkspace {
  readonly folder: string;
  readonly patterns: readonly string[];
  readonly packageManager: PackageManager;
}

async function findWorkspace(folder: string): Promise<FoundWorkspace | undefined> {
  const pnpm = await readText(join(folder, 'pnpm-workspace.yaml'));
  if (pnpm !== undefined) {
    const patterns = stringsOf((parse(pnpm) as { packages?: unknown } | null)?.packages);
    // Without packages the file only has settings of pnpm.
    if (patterns.length > 0) return { folder, patterns, packageManager: 'pnpm' };
  }
  const manifest = await readManifest(folder);
  if (manifest?.workspaces === undefined) return undefined;
  const { workspaces } = manifest;
  const patterns = stringsOf(
    Array.isArray(workspaces) ? workspaces : (workspaces as { packages?: unknown } | null)?.packages,
  );
  return { folder, patterns, packageManager: await managerOf(folder, manifest) };
}

async function managerOf(folder: string, manifest: Record<string, unknown>): Promise<PackageManager> {
  const named = packageManagers.find((each) => String(manifest.packageManager ?? '').startsWith(`${each}@`));
  if (named !== undefined) return named;
  for (const [file, manager] of lockFiles) if (await isThere(join(folder, file))) return manager;
  return 'npm';
}

/** The names of the members, as far as their folders are named by `folder/*` or one by one. */
async function memberNames(root: string, patterns: readonly string[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (const pattern of patterns.filter((each) => !each.startsWith('!'))) {
    for (const folder of await foldersOf(root, pattern)) {
      const name = (await readManifest(folder))?.name;
      if (typeof name === 'string') names.add(name);
    }
  }
  return names;
}

async function foldersOf(root: string, pattern: string): Promise<string[]> {
  const [, parent = '', star] = /^(.*?)\/?(\*{1,2})?\/?$/.exec(pattern) ?? [];
  const folder = join(root, parent);
  if (star === undefined) return [folder];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
}

function foldersAbove(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [] : [above, ...foldersAbove(above)];
}

/** What is found first; neither `false` nor `undefined` counts as found. */
async function firstOf<Item, Found>(
  items: readonly Item[],
  find: (item: Item) => Promise<Found | false | undefined>,
): Promise<Found | undefined> {
  for (const item of items) {
    const found = await find(item);
    if (found !== undefined && found !== false) return found as Found;
  }
  return undefined;
}

async function readManifest(folder: string): Promise<Record<string, unknown> | undefined> {
  const text = await readText(join(folder, 'package.json'));
  try {
    const manifest: unknown = JSON.parse(text ?? 'null');
    return typeof manifest === 'object' && manifest !== null
      ? (manifest as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function stringsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

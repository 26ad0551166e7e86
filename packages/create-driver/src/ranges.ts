/** The versions of ModLink's packages that a new driver asks for: those that this package was released with. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Workspace } from './surroundings.js';

const require = createRequire(import.meta.url);

/** Packages of ModLink that a driver may need. */
export const modlinkPackages = [
  '@modlink/sdk',
  '@modlink/testkit',
  '@modlink/cli',
  '@modlink/line-parser',
] as const;
export type ModlinkPackage = (typeof modlinkPackages)[number];

/** @returns a range for each package, as in `^1.2.3`. */
export async function releasedRanges(): Promise<Readonly<Record<ModlinkPackage, string>>> {
  const own = await readManifest('../package.json');
  const declared = { ...own.devDependencies, ...own.dependencies };
  const ranges = modlinkPackages.map(async (name) => {
    const range = declared[name] ?? '';
    // In ModLink's own repository they are what stands beside this package.
    const isReleased = !range.startsWith('workspace:');
    return [
      name,
      isReleased ? range : `^${(await readManifest(require.resolve(`${name}/package.json`))).version}`,
    ];
  });
  return Object.fromEntries(await Promise.all(ranges));
}

/** The range of a package where it is needed: that of the workspace, where it is a member of it. */
export function rangeIn(workspace: Workspace | undefined, name: string, released: string): string {
  const isMember = workspace?.hasWorkspaceProtocol === true && workspace.members.has(name);
  return isMember ? 'workspace:^' : released;
}

interface OwnManifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

async function readManifest(path: string): Promise<OwnManifest> {
  return JSON.parse(await readFile(new URL(path, import.meta.url), 'utf8')) as OwnManifest;
}

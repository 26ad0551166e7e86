/** Installs one version into an empty folder, with everything that it depends on. Nothing runs from there yet. */
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type JsonObject, serializeError } from '@modlink/sdk';
import Arborist from '@npmcli/arborist';
import pacote from 'pacote';
import { InstallerError } from '../installer-error.js';
import { npmFailure } from '../npm/npm-failure.js';
import type { NpmSettings } from '../npm/npm-settings.js';
import type { ResolvedPackage } from '../resolve/resolve-package.js';
import { type InstallScripts, runInstallScripts } from './install-scripts.js';
import { type SizeBudget, screenTarball, type TarballStream } from './screen-tarball.js';

/** The files that fix a tree exactly: with them the same one is installed again, elsewhere or without a network. */
export const lockFiles = ['package.json', 'package-lock.json', 'package.tgz'] as const;
const [, , tarballFile] = lockFiles;

export interface StageContext {
  readonly npm: NpmSettings;
  readonly budget: SizeBudget;
  readonly allowScripts: readonly string[];
  /** Whether the folder has a lock file already. */
  readonly isLocked: boolean;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (step: {
    phase: 'resolve' | 'download' | 'unpack';
    done?: number;
    total?: number;
  }) => void;
}

/** A package with its dependencies in a folder of its own. */
export interface StagedTree {
  /** The folder of the package, below the prefix's `node_modules`. */
  readonly packageFolder: string;
  /** As it stands on the disk: what a registry said of it may be something else. */
  readonly packageJson: JsonObject;
  readonly integrity: string;
  readonly hasNativeCode: boolean;
  readonly scripts: InstallScripts;
}

/**
 * Options that make npm's tree builder install for a driver, whatever the user prefers for projects.
 * @param isLocked - a lock file names all tarballs with their integrities. Its registry may be another than today's.
 */
export function treeOptions(npm: NpmSettings, path: string, isLocked = false): Arborist.Options {
  return {
    ...npm,
    path,
    ignoreScripts: true,
    installLinks: true,
    audit: false,
    fund: false,
    packageLock: true,
    // What a driver depends on comes from the registry; only the driver itself may be a file.
    allowGit: 'none',
    allowRemote: isLocked ? 'all' : 'none',
    allowFile: 'root',
    allowDirectory: 'none',
  } as Arborist.Options;
}

/** Writes what a resolved package's tree is built from. */
export async function writeRequest(
  versionPath: string,
  { name, version, tarball }: ResolvedPackage,
): Promise<void> {
  if (tarball !== undefined) await copyFile(tarball, join(versionPath, tarballFile));
  const wanted = tarball === undefined ? version : `file:${tarballFile}`;
  const request = {
    private: true,
    description: `The ModLink driver package ${name}`,
    dependencies: { [name]: wanted },
  };
  await writeFile(join(versionPath, 'package.json'), `${JSON.stringify(request, undefined, 2)}\n`);
}

/** Takes over the exact tree of another installation, or of a bundle. */
export async function copyLock(from: string, versionPath: string): Promise<void> {
  for (const file of await readdir(from)) {
    if (lockFiles.some((each) => each === file)) await copyFile(join(from, file), join(versionPath, file));
  }
}

/**
 * Builds the tree that the folder's package.json (and lock file, if there is one) asks for.
 * @throws {InstallerError} of the registry, of limits, of what tarballs hold, of install scripts
 */
export async function stageTree(
  versionPath: string,
  name: string,
  context: StageContext,
): Promise<StagedTree> {
  const { npm, signal, onProgress } = context;
  const options = treeOptions(npm, versionPath, context.isLocked);
  try {
    onProgress({ phase: 'resolve' });
    const builder = new Arborist(options);
    const ideal = await builder.buildIdealTree();
    await screenTree(ideal, context);
    signal?.throwIfAborted();
    onProgress({ phase: 'unpack' });
    await builder.reify();
    signal?.throwIfAborted();
    const packageFolder = join(versionPath, 'node_modules', ...name.split('/'));
    const packageJson = await readPackageJson(packageFolder, name);
    const scripts = await runInstallScripts(versionPath, name, options, context.allowScripts);
    return {
      packageFolder,
      packageJson,
      integrity: ideal.children.get(name)?.integrity ?? '',
      hasNativeCode: await hasNativeCode(versionPath),
      scripts,
    };
  } catch (error) {
    throw npmFailure(error, name, signal);
  }
}

/** Looks through the tarballs of a tree; npm's cache has them afterwards, so that unpacking downloads nothing again. */
export async function screenTree(
  tree: Arborist.Node,
  { npm, budget, signal, onProgress }: Pick<StageContext, 'npm' | 'budget' | 'signal' | 'onProgress'>,
): Promise<void> {
  const nodes = [...tree.inventory.values()].filter(isFetched);
  let done = 0;
  onProgress({ phase: 'download', done, total: nodes.length });
  const queue = nodes.values();
  const download = async () => {
    for (const node of queue) {
      signal?.throwIfAborted();
      await screenNode(node, npm, budget, signal);
      done += 1;
      onProgress({ phase: 'download', done, total: nodes.length });
    }
  };
  await Promise.all(Array.from({ length: Math.min(8, nodes.length) }, download));
}

/** What comes as a tarball of its own, and was not looked through before. */
function isFetched(node: Arborist.Node): boolean {
  const isInert = 'inert' in node && node.inert === true;
  return !node.isProjectRoot && !node.isLink && !node.inBundle && !isInert && !isOwnTarball(node);
}

/** The driver itself, where it came from no registry: its tarball lies beside the lock file. */
export function isOwnTarball({ resolved }: Arborist.Node): boolean {
  return resolved?.startsWith('file:') === true && basename(resolved) === tarballFile;
}

async function screenNode(
  node: Arborist.Node,
  npm: NpmSettings,
  budget: SizeBudget,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { packageName, name, version, resolved, integrity } = node;
  const refused = new AbortController();
  const handler = (stream: unknown) => screenTarball(stream as TarballStream, `${name}@${version}`, budget);
  try {
    await pacote.tarball.stream(resolved ?? `${packageName}@${version}`, handler as never, {
      ...npm,
      ...(resolved && { resolved }),
      ...(integrity && { integrity }),
      signal: signal === undefined ? refused.signal : AbortSignal.any([signal, refused.signal]),
    });
  } catch (error) {
    // What is still on its way is not downloaded any more.
    refused.abort();
    throw npmFailure(error, `${name}@${version}`, signal);
  }
}

async function readPackageJson(packageFolder: string, name: string): Promise<JsonObject> {
  try {
    return JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as JsonObject;
  } catch (cause) {
    throw new InstallerError(
      'PACKAGE_INVALID',
      `The package.json of ${name} cannot be read: ${serializeError(cause).message}. Its author corrects it.`,
      { cause, subject: { package: name } },
    );
  }
}

async function hasNativeCode(versionPath: string): Promise<boolean> {
  const files = await readdir(versionPath, { recursive: true });
  return files.some((file) => file.endsWith('.node'));
}

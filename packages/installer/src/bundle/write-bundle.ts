import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { serializeError } from '@modlink/sdk';
import Arborist from '@npmcli/arborist';
import pacote from 'pacote';
import { create } from 'tar';
import { InstallerError } from '../installer-error.js';
import { npmFailure } from '../npm/npm-failure.js';
import type { ResolvedPackage } from '../resolve/resolve-package.js';
import type { Session } from '../session.js';
import { copyLock, isOwnTarball, screenTree, treeOptions, writeRequest } from '../stage/stage-package.js';
import { type BundleContents, contentsFile } from './bundle-contents.js';

/** A package that goes into a bundle: as it is installed, or as the registry has it. */
export type BundleRequest =
  | ResolvedPackage
  | (Pick<ResolvedPackage, 'name' | 'version' | 'packageJson'> & { readonly lockedIn: string });

/** A package that is in a bundle. */
export type BundleEntry = Pick<ResolvedPackage, 'name' | 'version'> & { readonly integrity: string };

/** @throws {InstallerError} of the registry; `BUNDLE_NOT_WRITABLE` */
export async function writeBundle(
  requests: readonly BundleRequest[],
  path: string,
  downloadsFolder: string,
  session: Session,
): Promise<BundleEntry[]> {
  await mkdir(downloadsFolder, { recursive: true });
  const work = await mkdtemp(join(downloadsFolder, 'bundle-'));
  const packages: BundleContents['packages'] = [];
  const tarballs = new Map<string, string>();
  await mkdir(join(work, 'tarballs'));
  for (const [index, request] of requests.entries()) {
    const { name, version, packageJson } = request;
    const folder = `packages/${index}`;
    await mkdir(join(work, folder), { recursive: true });
    if ('lockedIn' in request) await copyLock(request.lockedIn, join(work, folder));
    else await writeRequest(join(work, folder), request);
    const tree = await lockTree(join(work, folder), name, 'lockedIn' in request, session);
    const integrity = tree.children.get(name)?.integrity ?? '';
    packages.push({ name, version, integrity, packageJson, folder });
    await collectTarballs(tree, work, tarballs, session);
  }
  const contents: BundleContents = {
    formatVersion: 1,
    packages,
    tarballs: Array.from(tarballs, ([integrity, file]) => ({ file, integrity })),
  };
  await writeFile(join(work, contentsFile), JSON.stringify(contents));
  await pack(work, path);
  return packages.map(({ name, version, integrity }) => ({ name, version, integrity }));
}

/** Writes the lock file of a tree without unpacking any of it. */
async function lockTree(
  folder: string,
  name: string,
  isLocked: boolean,
  session: Session,
): Promise<Arborist.Node> {
  const { npm, signal } = session;
  try {
    const builder = new Arborist({ ...treeOptions(npm, folder, isLocked), packageLockOnly: true });
    const tree = await builder.buildIdealTree();
    await screenTree(tree, session);
    await builder.reify();
    return tree;
  } catch (error) {
    throw npmFailure(error, name, signal);
  }
}

/** Also those for other machines: a bundle is made to be carried to one. */
async function collectTarballs(
  tree: Arborist.Node,
  work: string,
  tarballs: Map<string, string>,
  { npm, signal }: Session,
): Promise<void> {
  for (const node of tree.inventory.values()) {
    const { resolved, integrity, name, version } = node;
    if (node.isProjectRoot || node.isLink || node.inBundle || isOwnTarball(node)) continue;
    if (!integrity || !resolved || tarballs.has(integrity)) continue;
    const file = `tarballs/${tarballs.size}.tgz`;
    try {
      await pacote.tarball.file(resolved, join(work, file), {
        ...npm,
        resolved,
        integrity,
        signal,
      } as object);
    } catch (error) {
      throw npmFailure(error, `${name}@${version}`, signal);
    }
    tarballs.set(integrity, file);
  }
}

async function pack(work: string, path: string): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.unfinished`);
  try {
    await create({ cwd: work, file: unfinished, gzip: true, portable: true }, [
      contentsFile,
      'packages',
      'tarballs',
    ]);
    await rename(unfinished, path);
  } catch (cause) {
    await rm(unfinished, { force: true });
    throw new InstallerError(
      'BUNDLE_NOT_WRITABLE',
      `The bundle ${path} could not be written: ${serializeError(cause).message}. Give another place, or make room there.`,
      { cause, subject: { path } },
    );
  }
}

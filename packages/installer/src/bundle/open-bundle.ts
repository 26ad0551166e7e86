import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { serializeError } from '@modlink/sdk';
import cacache from 'cacache';
import { extract, list } from 'tar';
import { InstallerError } from '../installer-error.js';
import { type SizeBudget, screenTarball } from '../stage/screen-tarball.js';
import { type BundleContents, bundleSchema, contentsFile } from './bundle-contents.js';

/** One package of a bundle, unpacked: ready to be installed from a cache that has everything it needs. */
export interface BundledPackage
  extends Pick<BundleContents['packages'][number], 'name' | 'version' | 'packageJson'> {
  readonly integrity: string;
  /** The folder with the files that fix its tree. */
  readonly folder: string;
  /** The cache for npm's libraries. */
  readonly cache: string;
}

/**
 * Unpacks a bundle; its files are swept with the other downloads.
 * @returns `undefined` when the tarball is none, but a package.
 * @throws {InstallerError} `BUNDLE_INVALID`, and what is wrong with the tarball.
 */
export async function openBundle(
  path: string,
  downloadsFolder: string,
  budget: SizeBudget,
): Promise<BundledPackage[] | undefined> {
  if (!(await isBundle(path))) return undefined;
  await screenTarball(createReadStream(path), path, budget);
  await mkdir(downloadsFolder, { recursive: true });
  const work = await mkdtemp(join(downloadsFolder, 'bundle-'));
  const cache = join(work, 'cache');
  try {
    await extract({
      file: path,
      cwd: work,
      filter: (_, entry) => !('type' in entry) || !/Link$/.test(entry.type),
    });
    const contents = bundleSchema.parse(JSON.parse(await readFile(join(work, contentsFile), 'utf8')));
    for (const { file, integrity } of contents.tarballs) {
      // What does not have the integrity that the lock files ask for is refused here.
      const [algorithm = 'sha512'] = integrity.split('-');
      await cacache.put(cache, file, await readFile(join(work, file)), {
        integrity,
        algorithms: [algorithm],
      });
    }
    return contents.packages.map((each) => ({ ...each, folder: join(work, each.folder), cache }));
  } catch (cause) {
    throw new InstallerError(
      'BUNDLE_INVALID',
      `${path} is no usable bundle: ${serializeError(cause).message}. Make it again: modlink bundle <name> --out ${path}`,
      { cause, subject: { path } },
    );
  }
}

/** The list of contents is the first thing in it. */
async function isBundle(path: string): Promise<boolean> {
  const paths: string[] = [];
  // A damaged file is a package's matter: it is screened, and refused in words.
  await list({ file: path, onReadEntry: (entry) => paths.push(entry.path) }).catch(() => undefined);
  return paths[0] === contentsFile;
}

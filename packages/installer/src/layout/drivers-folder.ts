/** The folder of the user's drivers: what is where, and how it is read, changed and swept. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { serializeError } from '@modlink/sdk';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { InstallerError } from '../installer-error.js';
import {
  type InstallPointer,
  type InstallRecord,
  installRecordSchema,
  pointerSchema,
} from './install-record.js';

export const pointerFile = 'installed.json';
export const recordFile = 'install.json';
export const versionsFolder = '.versions';
/** Downloads whose package is not known yet. */
export const downloadsFolder = '.downloads';

/** The folder of a package's prefix: one name for one package, which no path can be made of. */
export function prefixName(packageName: string): string {
  return packageName.replace('/', '+');
}

/** Where a package is installed. */
export function prefixPath(driversFolder: string, packageName: string): string {
  return join(driversFolder, prefixName(packageName));
}

/** Where the versions of one package are. */
export class Prefix {
  readonly path: string;

  constructor(driversFolder: string, packageName: string) {
    this.path = prefixPath(driversFolder, packageName);
  }

  versionPath(versionName: string): string {
    return join(this.path, versionsFolder, versionName);
  }

  /** Makes an empty folder for a version that is to be installed. Nothing names it yet. */
  async createVersion(version: string): Promise<string> {
    const name = `${version}-${randomBytes(4).toString('hex')}`;
    await mkdir(this.versionPath(name), { recursive: true });
    return name;
  }

  /** @throws {InstallerError} `INSTALL_RECORD_INVALID` */
  readPointer(): Promise<InstallPointer | undefined> {
    return readRecord(join(this.path, pointerFile), pointerSchema);
  }

  /** The one moment at which another version takes over: a rename of a file that is on the disk in full. */
  async writePointer(pointer: InstallPointer): Promise<void> {
    await writeFileAtomic(join(this.path, pointerFile), `${JSON.stringify(pointer, undefined, 2)}\n`);
  }

  /** @throws {InstallerError} `INSTALL_RECORD_INVALID` */
  async readVersion(versionName: string): Promise<InstallRecord> {
    const path = join(this.versionPath(versionName), recordFile);
    const record = await readRecord(path, installRecordSchema);
    if (record !== undefined) return record;
    throw invalidRecord(path, 'there is no such file');
  }

  async writeVersion(versionName: string, record: InstallRecord): Promise<void> {
    const path = join(this.versionPath(versionName), recordFile);
    await writeFileAtomic(path, `${JSON.stringify(record, undefined, 2)}\n`);
  }

  /** Takes the package away: from the first step on nothing is installed; the rest is sweeping. */
  async remove(): Promise<void> {
    await rm(join(this.path, pointerFile), { force: true });
    await rm(this.path, { recursive: true, force: true });
  }

  /** Removes what no pointer names: versions that are not kept, and whatever an interrupted run left. */
  async sweep(): Promise<void> {
    const pointer = await this.readPointer().catch(() => null);
    // A pointer that cannot be read may name any of them: nothing is taken away before it is put right.
    if (pointer === null) return;
    if (pointer === undefined) {
      // What else is in the folder was put there by hand, and stays.
      await rm(join(this.path, versionsFolder), { recursive: true, force: true });
      await rmdir(this.path).catch(() => undefined);
      return;
    }
    const kept = new Set([pointer.current, pointer.previous]);
    const leftVersions = (await names(join(this.path, versionsFolder))).filter((name) => !kept.has(name));
    const leftPointers = (await names(this.path)).filter((name) => name.startsWith(`${pointerFile}.`));
    await removeAll([
      ...leftVersions.map((name) => this.versionPath(name)),
      ...leftPointers.map((name) => join(this.path, name)),
    ]);
  }
}

/** Every prefix with a pointer, in the order of the names; one that cannot be read is left out. */
export async function installedPackages(driversFolder: string): Promise<InstallPointer[]> {
  const pointers = await Promise.all(
    (await names(driversFolder))
      .filter((name) => !name.startsWith('.'))
      .map((name) =>
        readRecord(join(driversFolder, name, pointerFile), pointerSchema).catch(() => undefined),
      ),
  );
  return pointers.filter((pointer) => pointer !== undefined);
}

/** Removes what interrupted runs left, of all packages. Only for the holder of the installer's lock. */
export async function sweepDrivers(driversFolder: string): Promise<void> {
  await rm(join(driversFolder, downloadsFolder), { recursive: true, force: true });
  for (const name of await names(driversFolder)) {
    if (!name.startsWith('.')) await new Prefix(driversFolder, name).sweep();
  }
}

async function names(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder);
    return entries.sort();
  } catch (error) {
    const { code } = serializeError(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

async function removeAll(paths: readonly string[]): Promise<void> {
  // What a running driver still holds (Windows) stays until a later run.
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true }).catch(() => undefined)));
}

async function readRecord<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = serializeError(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw invalidRecord(path, message, error);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw invalidRecord(path, 'it does not hold what an installation writes', error);
  }
}

function invalidRecord(path: string, reason: string, cause?: unknown): InstallerError {
  return new InstallerError(
    'INSTALL_RECORD_INVALID',
    `${path} cannot be used: ${reason}. Remove the folder of this package, and install it again.`,
    { cause, subject: { path } },
  );
}

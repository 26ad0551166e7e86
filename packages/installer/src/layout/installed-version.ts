import { basename, dirname } from 'node:path';
import { Prefix } from './drivers-folder.js';
import type { InstallRecord } from './install-record.js';

/** Which version of a prefix runs. */
export interface InstalledVersion {
  /** The folder whose `node_modules` is to be searched. */
  readonly path: string;
  readonly record: InstallRecord;
}

/**
 * Follows the pointer of a prefix.
 * @param prefixPath - a folder below that of the drivers.
 * @returns `undefined` when nothing was installed there, or when it was made by hand.
 * @throws {InstallerError} `INSTALL_RECORD_INVALID`
 */
export async function readInstalledVersion(prefixPath: string): Promise<InstalledVersion | undefined> {
  const prefix = new Prefix(dirname(prefixPath), basename(prefixPath));
  const pointer = await prefix.readPointer();
  if (pointer === undefined) return undefined;
  return { path: prefix.versionPath(pointer.current), record: await prefix.readVersion(pointer.current) };
}

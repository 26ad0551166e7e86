import { InstallerError } from '../installer-error.js';
import { requirePackageName } from '../resolve/package-spec.js';
import { installedPackages, Prefix } from './drivers-folder.js';
import type { InstallPointer, InstallRecord } from './install-record.js';

/** A package that is installed, and how. */
export interface FoundInstallation {
  readonly prefix: Prefix;
  readonly pointer: InstallPointer;
  /** Of the version that runs. */
  readonly record: InstallRecord;
}

/** @throws {InstallerError} `SPEC_INVALID`, `INSTALL_RECORD_INVALID` */
export async function findInstalled(
  driversFolder: string,
  name: string,
): Promise<FoundInstallation | undefined> {
  requirePackageName(name);
  const prefix = new Prefix(driversFolder, name);
  const pointer = await prefix.readPointer();
  return pointer && { prefix, pointer, record: await prefix.readVersion(pointer.current) };
}

/** @throws {InstallerError} `PACKAGE_NOT_INSTALLED`, `SPEC_INVALID`, `INSTALL_RECORD_INVALID` */
export async function requireInstalled(driversFolder: string, name: string): Promise<FoundInstallation> {
  const found = await findInstalled(driversFolder, name);
  if (found !== undefined) return found;
  const known = (await installedPackages(driversFolder)).map((each) => each.package).join(', ') || 'none';
  throw new InstallerError(
    'PACKAGE_NOT_INSTALLED',
    `The package ${name} is not installed. Installed are: ${known}. Install it: modlink install ${name}.`,
    { subject: { package: name } },
  );
}

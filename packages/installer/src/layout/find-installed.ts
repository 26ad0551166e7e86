import { driverIdsOf, packageFolder, readPackageJson } from '../installed-package.js';
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

/**
 * @param name - of the package, or the id of one of its drivers.
 * @throws {InstallerError} `PACKAGE_NOT_INSTALLED`, `SPEC_INVALID`, `INSTALL_RECORD_INVALID`
 */
export async function requireInstalled(driversFolder: string, name: string): Promise<FoundInstallation> {
  const found = await findInstalled(driversFolder, name);
  if (found !== undefined) return found;
  const packages = (await installedPackages(driversFolder)).map((each) => each.package);
  for (const each of packages) {
    const installed = await findInstalled(driversFolder, each).catch(() => undefined);
    if (installed !== undefined && (await hasDriver(installed, name))) return installed;
  }
  const there = packages.length === 0 ? 'No package is.' : `Installed are: ${packages.join(', ')}.`;
  throw new InstallerError(
    'PACKAGE_NOT_INSTALLED',
    `The package ${name} is not installed. ${there} To install it: modlink install ${name}.`,
    { subject: { package: name } },
  );
}

async function hasDriver({ prefix, pointer, record }: FoundInstallation, driverId: string): Promise<boolean> {
  const packageJson = await readPackageJson(packageFolder(prefix, pointer.current, record));
  return driverIdsOf(packageJson).includes(driverId);
}

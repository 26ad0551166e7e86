import { createRequire } from 'node:module';
import semver from 'semver';
import { HostError } from '../errors.js';
import { mapBounded } from './bounded-map.js';
import { checkPackage } from './check-package.js';
import { type Diagnostic, diagnostic } from './diagnostic.js';
import type { DriverPackageInfo } from './driver-package.js';
import { type DriverRoot, listPackageFolders, type PackageFolder } from './package-folders.js';

export interface DiscoverOptions {
  /** Searched in this order: of two drivers with one id, the first is taken. */
  readonly roots: readonly DriverRoot[];
  /** The version of the SDK that drivers must fit. The host's own when absent. */
  readonly sdkVersion?: string;
  /** The platform that drivers must run on. This machine's when absent. */
  readonly platform?: NodeJS.Platform;
}

export interface Discovery {
  /** Every driver that was found, each id once, in the order of the roots. Blocked ones are listed, to be shown. */
  readonly drivers: readonly DriverPackageInfo[];
  /** Everything there is to say, that of the listed drivers included. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Finds the installed drivers from their package.json alone: no driver code is executed, and nothing that is wrong with a
 * package keeps the others from being found.
 *
 * ```ts
 * const { drivers, diagnostics } = await discoverDrivers({
 *   roots: [{ kind: 'application', path: process.cwd(), label: 'this project' }],
 * });
 * ```
 * @throws {HostError} `INVALID_OPTIONS` when `sdkVersion` is no version.
 */
export async function discoverDrivers(options: DiscoverOptions): Promise<Discovery> {
  const { sdkVersion = ownSdkVersion(), platform = process.platform } = options;
  if (semver.valid(sdkVersion) === null) {
    throw new HostError(
      'INVALID_OPTIONS',
      `sdkVersion is a version such as "1.0.0", not ${JSON.stringify(sdkVersion)}.`,
    );
  }
  const roots = await Promise.all(options.roots.map(listPackageFolders));
  const folders = firstOfEachPath(roots.flatMap((root) => root.folders));
  const packages = await mapBounded(folders, (folder) => checkPackage(folder, { sdkVersion, platform }));
  const { drivers, duplicates } = firstOfEachId(packages.flatMap((found) => found.drivers));
  return {
    drivers,
    diagnostics: [
      ...roots.flatMap((root) => root.diagnostics),
      ...packages.flatMap((found) => found.diagnostics),
      ...duplicates,
    ],
  };
}

function ownSdkVersion(): string {
  const { version } = createRequire(import.meta.url)('@modlink/sdk/package.json') as { version: string };
  return version;
}

/** Several links, and several roots, may lead to one package. */
function firstOfEachPath(folders: readonly PackageFolder[]): PackageFolder[] {
  const first = new Map<string, PackageFolder>();
  for (const folder of folders) {
    if (!first.has(folder.path)) first.set(folder.path, folder);
  }
  return [...first.values()];
}

function firstOfEachId(all: readonly DriverPackageInfo[]): {
  readonly drivers: readonly DriverPackageInfo[];
  readonly duplicates: readonly Diagnostic[];
} {
  const first = new Map<string, DriverPackageInfo>();
  const duplicates: Diagnostic[] = [];
  for (const driver of all) {
    const taken = first.get(driver.driverId);
    if (taken === undefined) first.set(driver.driverId, driver);
    else duplicates.push(duplicate(driver, taken));
  }
  return { drivers: [...first.values()], duplicates };
}

function duplicate(driver: DriverPackageInfo, taken: DriverPackageInfo): Diagnostic {
  const named = ({ packageName, packageVersion, path, rootLabel }: DriverPackageInfo) =>
    `${packageName}@${packageVersion} in "${rootLabel}" (${path})`;
  return diagnostic(
    'DUPLICATE_DRIVER_ID',
    { package: driver.packageName, driverId: driver.driverId, path: driver.path },
    `The driver id "${driver.driverId}" comes twice: ${named(taken)} is taken, ${named(driver)} is left out. ` +
      'One package per driver id was expected. Remove one of them.',
  );
}

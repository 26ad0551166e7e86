import { mapBounded } from './bounded-map.js';
import { checkPackage } from './check-package.js';
import type { Diagnostic } from './diagnostic.js';
import { type DriverOwners, settleClaims } from './driver-claims.js';
import type { DriverPackageInfo } from './driver-package.js';
import { type HostFactsOptions, resolveHostFacts } from './host-facts.js';
import { type DriverRoot, listPackageFolders, type PackageFolder } from './package-folders.js';

export interface DiscoverOptions extends HostFactsOptions {
  /** Searched in this order: of two drivers with one id, the first is taken unless the id belongs to the other. */
  readonly roots: readonly DriverRoot[];
  /** The packages that driver ids are remembered for; nothing is remembered when absent. */
  readonly owners?: DriverOwners | undefined;
  /**
   * Of a package that an application brings along and that the user installed in a newer version, takes that of the
   * application: for the safe mode. `false` when absent.
   */
  readonly asTheApplicationHasThem?: boolean | undefined;
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
  const facts = resolveHostFacts(options);
  const roots = await Promise.all(options.roots.map(listPackageFolders));
  const folders = firstOfEachPath(roots.flatMap((root) => root.folders));
  const packages = await mapBounded(folders, (folder) => checkPackage(folder, facts));
  const { drivers, diagnostics } = settleClaims(
    packages.flatMap((found) => found.drivers),
    options.owners ?? {},
    { asTheApplicationHasThem: options.asTheApplicationHasThem ?? false },
  );
  return {
    drivers,
    diagnostics: [
      ...roots.flatMap((root) => root.diagnostics),
      ...packages.flatMap((found) => found.diagnostics),
      ...diagnostics,
    ],
  };
}

/** Several links, and several roots, may lead to one package. */
function firstOfEachPath(folders: readonly PackageFolder[]): PackageFolder[] {
  const first = new Map<string, PackageFolder>();
  for (const folder of folders) {
    if (!first.has(folder.path)) first.set(folder.path, folder);
  }
  return [...first.values()];
}

import { checkPackage } from './check-package.js';
import { diagnostic } from './diagnostic.js';
import { settleClaims } from './driver-claims.js';
import type { BlockedDriver, DriverPackageInfo } from './driver-package.js';
import { type HostFactsOptions, resolveHostFacts } from './host-facts.js';

/**
 * Looks at the package of a driver once more, right before it is loaded: since the scan it may have been updated, replaced
 * or removed. Everything is checked anew, its API and SDK range and the platform included.
 * @returns the driver as it is now; blocked, with the reasons in its diagnostics, when it cannot be run any more.
 */
export async function recheckDriver(
  driver: DriverPackageInfo,
  options: HostFactsOptions = {},
): Promise<DriverPackageInfo> {
  const { driverId, path, rootLabel, source, installedAs, installed } = driver;
  const root = { kind: 'package', path, label: rootLabel } as const;
  const { drivers, diagnostics } = await checkPackage(
    { path, root, installedAs: source === 'explicit' ? undefined : installedAs, installed },
    resolveHostFacts(options),
  );
  const found = drivers.filter((each) => each.driverId === driverId);
  const [now] = settleClaims(found, { [driverId]: installedAs }).drivers;
  if (now !== undefined) return { ...now, source };
  const gone: BlockedDriver = {
    ...driver,
    status: 'blocked',
    diagnostics:
      diagnostics.length > 0
        ? diagnostics
        : [
            diagnostic(
              'MANIFEST_INVALID',
              { package: driver.packageName, driverId, path },
              `The package in ${path} changed and has no driver "${driverId}" any more. ` +
                'Look for drivers again, or install the version that had it.',
            ),
          ],
  };
  return gone;
}

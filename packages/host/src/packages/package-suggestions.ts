import type { PackageDrivers } from '@modlink/installer';
import type { TransportKind } from '@modlink/sdk';
import type { MatchRules } from '@modlink/sdk/manifest';
import type { ListedDriver } from '../drivers/driver-catalogue.js';
import { type PluggedIn, type PluggedInDevice, suggestDrivers } from '../registry/index.js';

/** A driver that knows a plugged-in device: an installed one, or one of the registry. */
export interface KnowingDriver {
  readonly driverId: string;
  readonly displayName: string;
  readonly package: string;
  readonly version: string;
  readonly installed: boolean;
  /** By what the device is recognized, as in `Its USB ids are 0403:6015.` */
  readonly reason: string;
}

/** A plugged-in device with the drivers that know it: the most specific rule first, installed before others. */
export interface PackageSuggestion {
  readonly transport: TransportKind;
  /** The device in words. */
  readonly device: string;
  readonly drivers: readonly KnowingDriver[];
}

interface Candidate extends Omit<KnowingDriver, 'reason'> {
  readonly match: MatchRules | undefined;
}

/** Matches what is plugged in with the rules of installed drivers and of packages that could be installed. */
export function suggestPackages(
  pluggedIn: PluggedIn,
  installed: readonly ListedDriver[],
  found: readonly PackageDrivers[],
): PackageSuggestion[] {
  const here: Candidate[] = installed.map(
    ({ driverId, displayName, packageName, packageVersion, match }) => ({
      ...{ driverId, displayName, package: packageName, version: packageVersion },
      installed: true,
      match,
    }),
  );
  const names = new Set(here.map((each) => each.package));
  const elsewhere = found
    .filter(({ name }) => !names.has(name))
    .flatMap(({ name, version, drivers }) =>
      Object.entries(drivers).map(
        ([driverId, { displayName, match }]): Candidate => ({
          ...{ driverId, displayName, package: name, version, match },
          installed: false,
        }),
      ),
    );
  return suggestDrivers([...here, ...elsewhere], pluggedIn).map(({ drivers, ...device }) => ({
    transport: device.kind,
    device: deviceWords(device),
    drivers: drivers.map(({ driver: { match: _, ...driver }, reason }) => ({ ...driver, reason })),
  }));
}

function deviceWords({ kind, device }: PluggedInDevice): string {
  switch (kind) {
    case 'serial':
      return [device.path, device.manufacturer].filter(Boolean).join(', ');
    case 'hid':
      return [device.manufacturer, device.product ?? device.path].filter(Boolean).join(' ');
    case 'ble':
      return device.name ?? device.id;
    case 'media':
      return device.label;
  }
}

/** What a host has to say about a change of a driver package. */
import type { PackageChange, PackageChecks, StagedPackage } from '@modlink/installer';
import { InstallerError, installerErrorCodes, prefixPath } from '@modlink/installer/installed';
import type { DriverCatalogue } from '../drivers/driver-catalogue.js';
import { type Diagnostic, type Discovery, discoverDrivers } from '../registry/index.js';
import type { Device } from '../supervisor/device.js';
import { recordedByOther } from './recording-marks.js';
import type { TrialStart } from './trial-start.js';

export interface PackageCheckOptions {
  readonly catalogue: DriverCatalogue;
  /** The devices that are connected, or on their way. */
  readonly activeDevices: () => readonly Device[];
  readonly isRecorded: (deviceId: string) => boolean;
  readonly trialStart: TrialStart;
  /** The folder of the user's drivers. */
  readonly driversFolder: string;
}

export function createPackageChecks(options: PackageCheckOptions): PackageChecks {
  return {
    async beforeChange(change) {
      requireNotInUse(change, options);
      await requireNotRecordedElsewhere(change.package, options.driversFolder);
      if (change.kind !== 'remove') requireOwnIds(change.package, change.driverIds, options.catalogue);
    },
    async check(staged) {
      const { drivers, diagnostics } = await discoverStaged(staged);
      const error = diagnostics.find(({ severity }) => severity === 'error');
      if (error !== undefined) throw refusal(staged, error);
      for (const { driverId, installedAs } of drivers) {
        // Also drivers of packages that it depends on come in with it.
        requireOwnIds(installedAs, [driverId], options.catalogue);
      }
    },
    async health(staged, signal) {
      const { drivers } = await discoverStaged(staged);
      for (const driver of drivers) {
        if (driver.status === 'ok') await options.trialStart(driver, signal);
      }
    },
  };
}

/** A package is looked at as every installed one is, before it is one. */
function discoverStaged({ folder, name }: StagedPackage): Promise<Discovery> {
  return discoverDrivers({ roots: [{ kind: 'application', path: folder, label: `${name}, staged` }] });
}

function requireNotInUse(
  { kind, package: name }: PackageChange,
  { activeDevices, isRecorded }: PackageCheckOptions,
): void {
  const using = activeDevices().filter(
    ({ driver }) => driver?.installed !== undefined && driver.installedAs === name,
  );
  const recorded = using.find(({ deviceId }) => isRecorded(deviceId));
  if (recorded !== undefined) {
    throw inUse(name, `a recording runs with its device "${recorded.deviceId}". End the recording first.`);
  }
  // The version that a device runs with stays on the disk after an update, and goes away with a removal.
  const [connected] = using;
  if (kind === 'remove' && connected !== undefined) {
    throw inUse(name, `its device "${connected.deviceId}" is connected. Disconnect it first.`);
  }
}

async function requireNotRecordedElsewhere(name: string, driversFolder: string): Promise<void> {
  const pid = await recordedByOther(prefixPath(driversFolder, name));
  if (pid === undefined) return;
  throw inUse(
    name,
    `another ModLink (process ${pid}) records with one of its devices. End the recording first.`,
  );
}

function inUse(name: string, reason: string): InstallerError {
  return new InstallerError('DRIVER_IN_USE', `${name} was not changed: ${reason}`, {
    subject: { package: name },
  });
}

function requireOwnIds(name: string, driverIds: readonly string[], catalogue: DriverCatalogue): void {
  for (const driverId of driverIds) {
    const owner = catalogue.ownerOf(driverId);
    if (owner === undefined || owner === name) continue;
    throw new InstallerError(
      'DRIVER_ID_TAKEN',
      `${name} has a driver "${driverId}", and this id belongs to ${owner}: it would get the settings and devices of the ` +
        `other. It was not installed. If it is meant to take the place of ${owner}, remove that one first: modlink remove ${owner}.`,
      { subject: { package: name, driverId } },
    );
  }
}

function refusal({ name, version }: StagedPackage, { code, message, driverId }: Diagnostic): InstallerError {
  const known = installerErrorCodes.find((each) => each === code) ?? 'PACKAGE_INVALID';
  return new InstallerError(known, `${name}@${version} was not installed. ${message}`, {
    subject: { package: name, ...(driverId !== undefined && { driverId }) },
  });
}

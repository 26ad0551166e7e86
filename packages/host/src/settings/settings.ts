import { join } from 'node:path';
import { healthSchema } from '../health/health.js';
import { setupsSchema } from '../setups/setup.js';
import { DeviceIds, deviceIdsSchema } from './device-ids.js';
import { DriverSettings, driverSettingsSchema } from './driver-settings.js';
import { hostSettingsSchema } from './host-settings.js';
import { modlinkHome } from './modlink-home.js';
import { openSettingsFile, type SettingsFile, type SettingsReport } from './settings-file.js';

export interface OpenSettingsOptions {
  /** Where the files are; `settings` in {@link modlinkHome} when absent. It need not exist. */
  readonly folder?: string | undefined;
  /** Told of what is wrong with the files, without stopping the host. */
  readonly onReport?: ((report: SettingsReport) => void) | undefined;
}

/** Everything that a host remembers, in one folder. Several hosts may use it at the same time. */
export interface Settings {
  /** `host.json`: the host's own values; which drivers are enabled, where each runs, whose its id is; policies; the user's allow list. */
  readonly host: SettingsFile<typeof hostSettingsSchema>;
  /** `drivers.json`: the values of each driver's settings. */
  readonly drivers: DriverSettings;
  /** `devices.json`: the device id of each physical device. */
  readonly devices: DeviceIds;
  /** `setups.json`: devices under a name. */
  readonly setups: SettingsFile<typeof setupsSchema>;
  /** `health.json`: what befell drivers and devices. */
  readonly health: SettingsFile<typeof healthSchema>;
}

/** Opens the settings of a folder. Files that are missing or not usable give defaults. */
export async function openSettings(options: OpenSettingsOptions = {}): Promise<Settings> {
  const { folder = join(modlinkHome(), 'settings'), onReport = () => undefined } = options;
  const [host, drivers, devices, setups, health] = await Promise.all([
    openSettingsFile({ path: join(folder, 'host.json'), schema: hostSettingsSchema, onReport }),
    openSettingsFile({ path: join(folder, 'drivers.json'), schema: driverSettingsSchema, onReport }),
    openSettingsFile({ path: join(folder, 'devices.json'), schema: deviceIdsSchema, onReport }),
    openSettingsFile({ path: join(folder, 'setups.json'), schema: setupsSchema, onReport }),
    openSettingsFile({ path: join(folder, 'health.json'), schema: healthSchema, onReport }),
  ]);
  return {
    host,
    drivers: new DriverSettings(drivers),
    devices: new DeviceIds(devices, onReport),
    setups,
    health,
  };
}

import type { JsonObject } from '@modlink/sdk';
import type { Isolation } from '@modlink/sdk/manifest';
import { HostError } from '../errors.js';
import {
  type Diagnostic,
  type DriverPackageInfo,
  type DriverRoot,
  discoverDrivers,
  type StartableDriver,
} from '../registry/index.js';
import { driverChoice, type HostSettings, type Settings, withDriverChoice } from '../settings/index.js';
import { isolationFor } from '../supervisor/isolation.js';

/** A driver as a host lists it. */
export type ListedDriver = DriverPackageInfo & {
  /** Whether the user left it switched on. */
  readonly enabled: boolean;
  /** Where it runs: as its manifest asks, unless the settings or the application decided otherwise. */
  readonly runsIn: Isolation;
};

export interface DriverCatalogueOptions {
  readonly roots: readonly DriverRoot[];
  readonly settings: Settings;
  /** The application's decision for all drivers. */
  readonly isolation: Isolation | undefined;
  /** Values that the application sets on top of those that are saved, by driver id. */
  readonly overrides: Readonly<Record<string, JsonObject>>;
}

/** The installed drivers of a host, what is wrong with those that cannot be used, and the settings of each. */
export class DriverCatalogue {
  readonly #options: DriverCatalogueOptions;
  #choices: HostSettings = { drivers: {} };
  #drivers: readonly DriverPackageInfo[] = [];
  #diagnostics: readonly Diagnostic[] = [];

  constructor(options: DriverCatalogueOptions) {
    this.#options = options;
    options.settings.host.onChange((choices) => {
      this.#choices = choices;
    });
  }

  /** Looks for drivers again, for example after an installation. Running devices are not touched. */
  async rescan(): Promise<void> {
    const [discovery, choices] = await Promise.all([
      discoverDrivers({ roots: this.#options.roots }),
      this.#options.settings.host.read(),
    ]);
    this.#drivers = discovery.drivers;
    this.#diagnostics = discovery.diagnostics;
    this.#choices = choices;
  }

  /** All drivers, also those that are blocked or disabled. */
  list(): readonly ListedDriver[] {
    return this.#drivers.map((driver) => this.#listed(driver));
  }

  /** What the last scan found wrong, also with packages that give no driver at all. */
  diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics;
  }

  /** @throws {HostError} `UNKNOWN_DRIVER` */
  get(driverId: string): ListedDriver {
    const driver = this.#drivers.find((each) => each.driverId === driverId);
    if (driver !== undefined) return this.#listed(driver);
    const known = this.#drivers.map((each) => each.driverId).join(', ') || 'none';
    throw new HostError('UNKNOWN_DRIVER', `There is no driver "${driverId}". Installed drivers: ${known}.`, {
      subject: { driverId },
    });
  }

  /** The drivers that may run. */
  startable(): readonly StartableDriver[] {
    return this.#drivers.filter(
      (driver): driver is StartableDriver =>
        driver.status === 'ok' && driverChoice(this.#choices, driver.driverId).enabled,
    );
  }

  /**
   * A driver that may run.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `DRIVER_DISABLED`.
   */
  require(driverId: string): StartableDriver {
    const driver = this.get(driverId);
    const subject = { driverId, package: driver.packageName, path: driver.path };
    if (driver.status === 'blocked') {
      const reasons = driver.diagnostics
        .filter(({ severity }) => severity === 'error')
        .map(({ message }) => message);
      throw new HostError('DRIVER_BLOCKED', `The driver "${driverId}" cannot be used: ${reasons.join(' ')}`, {
        subject,
      });
    }
    if (!driver.enabled) {
      throw new HostError(
        'DRIVER_DISABLED',
        `The driver "${driverId}" is disabled in the settings. Enable it first.`,
        { subject },
      );
    }
    return driver;
  }

  /** Switches a driver on, for this and later hosts of this user. @throws {HostError} `UNKNOWN_DRIVER`, `SETTINGS_NOT_SAVED` */
  async enable(driverId: string): Promise<void> {
    await this.#choose(driverId, true);
  }

  /** Switches a driver off. Its running devices are not touched. @throws {HostError} `UNKNOWN_DRIVER`, `SETTINGS_NOT_SAVED` */
  async disable(driverId: string): Promise<void> {
    await this.#choose(driverId, false);
  }

  /**
   * The complete values of a driver's settings: what was set, and defaults for the rest.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `SETTINGS_INVALID`
   */
  async settings(driverId: string): Promise<JsonObject> {
    const { settingsSchema } = this.require(driverId);
    const { overrides, settings } = this.#options;
    // A driver may be called "constructor".
    const override = Object.hasOwn(overrides, driverId) ? overrides[driverId] : undefined;
    return settings.drivers.values(driverId, settingsSchema, override);
  }

  /**
   * Saves the values of a driver's settings, in place of those before. A device takes them when it connects next.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `SETTINGS_INVALID`, `SETTINGS_NOT_SAVED`
   */
  async setSettings(driverId: string, values: JsonObject): Promise<JsonObject> {
    return this.#options.settings.drivers.set(driverId, this.require(driverId).settingsSchema, values);
  }

  /** Where a driver runs. */
  isolationOf(driver: DriverPackageInfo): Isolation {
    const { isolation } = driverChoice(this.#choices, driver.driverId);
    return isolationFor(isolation ?? this.#options.isolation ?? driver.isolation, driver.transports);
  }

  #listed(driver: DriverPackageInfo): ListedDriver {
    const { enabled } = driverChoice(this.#choices, driver.driverId);
    return { ...driver, enabled, runsIn: this.isolationOf(driver) };
  }

  async #choose(driverId: string, enabled: boolean): Promise<void> {
    this.get(driverId);
    this.#choices = await this.#options.settings.host.update((choices) =>
      withDriverChoice(choices, driverId, { enabled }),
    );
  }
}

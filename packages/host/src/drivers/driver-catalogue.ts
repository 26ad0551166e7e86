import { type BlockedVersions, readBlockedVersions } from '@modlink/installer/installed';
import { type JsonObject, serializeError } from '@modlink/sdk';
import type { Isolation } from '@modlink/sdk/manifest';
import { HostError } from '../errors.js';
import {
  type Diagnostic,
  type DriverPackageInfo,
  type DriverRoot,
  type DriverSuggestion,
  discoverDrivers,
  type PluggedIn,
  recheckDriver,
  type StartableDriver,
  suggestDrivers,
} from '../registry/index.js';
import {
  type AllowList,
  type DriverChoice,
  driverChoice,
  driverOwners,
  type HostSettings,
  type Settings,
  withDriverChoice,
} from '../settings/index.js';
import { isolationFor } from '../supervisor/isolation.js';
import { type DisabledBy, disabledBy, disabledError, type RunRules } from './may-run.js';

/** A driver as a host lists it. */
export type ListedDriver = DriverPackageInfo & {
  /** Whether it is switched on. */
  readonly enabled: boolean;
  /** Why it is switched off, where it is. */
  readonly disabledBy: DisabledBy | undefined;
  /** Where it runs: as its manifest asks, unless the settings or the application decided otherwise. */
  readonly runsIn: Isolation;
};

export interface DriverCatalogueOptions {
  readonly roots: readonly DriverRoot[];
  readonly settings: Settings;
  /** What was decided for all drivers, as it is now. */
  readonly isolation: () => Isolation | undefined;
  /** Values that the application sets on top of those that are saved, by driver id. */
  readonly overrides: Readonly<Record<string, JsonObject>>;
  /** Third-party drivers start switched off. */
  readonly safeMode: boolean;
  /** The application's own allow list, besides the user's in the settings. */
  readonly allowList: AllowList | undefined;
  /** The list of versions that must not run; it need not exist. */
  readonly blockedVersionsFile: string;
  /** Told of what could not be saved, where nothing else fails by it. */
  readonly onProblem: (message: string) => void;
}

/** The installed drivers of a host, what is wrong with those that cannot be used, and the settings of each. */
export class DriverCatalogue {
  readonly #options: DriverCatalogueOptions;
  #choices: HostSettings = { drivers: {}, devices: {}, values: {} };
  #drivers: readonly DriverPackageInfo[] = [];
  #diagnostics: readonly Diagnostic[] = [];
  #blocked: BlockedVersions | undefined;
  /** What was switched on in spite of the safe mode. */
  readonly #switchedOn = new Set<string>();

  constructor(options: DriverCatalogueOptions) {
    this.#options = options;
    options.settings.host.onChange((choices) => {
      this.#choices = choices;
    });
  }

  /** Looks for drivers again, for example after an installation. Running devices are not touched. */
  async rescan(): Promise<void> {
    const { roots, settings } = this.#options;
    this.#choices = await settings.host.read();
    this.#blocked = await this.#readBlocked();
    const owners = driverOwners(this.#choices);
    const discovery = await discoverDrivers({
      roots,
      owners,
      blocked: this.#blocked,
      asTheApplicationHasThem: this.#options.safeMode,
    });
    this.#drivers = discovery.drivers;
    this.#diagnostics = discovery.diagnostics;
  }

  /** Whether third-party drivers started switched off. */
  get isSafeMode(): boolean {
    return this.#options.safeMode;
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
        driver.status === 'ok' && disabledBy(driver, this.#rules()) === undefined,
    );
  }

  /**
   * A driver that may run.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `DRIVER_DISABLED`.
   */
  require(driverId: string): StartableDriver {
    const driver = this.#usable(driverId);
    if (driver.disabledBy !== undefined) throw disabledError(driver, driver.disabledBy, this.#rules());
    return driver;
  }

  /**
   * Names the drivers for plugged-in devices from their manifests, without loading any. Blocked and disabled ones too: their
   * `status` and `disabledBy` say what keeps them from running.
   */
  suggest(pluggedIn: PluggedIn): DriverSuggestion<ListedDriver>[] {
    return suggestDrivers(this.list(), pluggedIn);
  }

  /**
   * Switches a driver on, for this and later hosts of this user. In safe mode also for this host, in spite of it.
   * @throws {HostError} `UNKNOWN_DRIVER`, `SETTINGS_NOT_SAVED`; `DRIVER_DISABLED` when it is not on an allow list.
   */
  async enable(driverId: string): Promise<void> {
    const driver = this.get(driverId);
    if (driver.disabledBy === 'allow-list') throw disabledError(driver, 'allow-list', this.#rules());
    await this.#choose(driverId, { enabled: true });
    this.#switchedOn.add(driverId);
  }

  /** Switches a driver off. Its running devices are not touched. @throws {HostError} `UNKNOWN_DRIVER`, `SETTINGS_NOT_SAVED` */
  async disable(driverId: string): Promise<void> {
    this.get(driverId);
    await this.#choose(driverId, { enabled: false });
    this.#switchedOn.delete(driverId);
  }

  /** The user's allow list; `undefined` when all drivers may run. */
  allowList(): AllowList | undefined {
    return this.#choices.allowList;
  }

  /**
   * Saves the user's allow list, for this and later hosts: only drivers on it may run. Running devices are not touched.
   * @param list - `undefined` lets all drivers run.
   * @throws {HostError} `SETTINGS_INVALID`, `SETTINGS_NOT_SAVED`
   */
  async setAllowList(list: AllowList | undefined): Promise<void> {
    this.#choices = await this.#options.settings.host.update(({ allowList: _before, ...others }) =>
      list === undefined ? others : { ...others, allowList: { ...list } },
    );
  }

  /**
   * Gives a driver id to a package, so that this one runs under it: for a package that takes the place of another, and
   * where several have the id.
   * @param packageName - the name that the package is installed under.
   * @throws {HostError} `UNKNOWN_DRIVER` when no such package has a driver of this id; `SETTINGS_NOT_SAVED`.
   */
  async assign(driverId: string, packageName: string): Promise<void> {
    const { roots } = this.#options;
    const { drivers } = await discoverDrivers({ roots, owners: { [driverId]: packageName } });
    const claim = drivers.find((driver) => driver.driverId === driverId);
    if (claim?.installedAs !== packageName) {
      throw new HostError(
        'UNKNOWN_DRIVER',
        `No installed package "${packageName}" has a driver "${driverId}". Install it first, or correct the name.`,
        { subject: { driverId, package: packageName } },
      );
    }
    await this.#choose(driverId, { package: packageName });
    await this.rescan();
  }

  /**
   * The package that a driver id belongs to: the one that is remembered for it, otherwise the one that runs under it.
   * @internal
   */
  ownerOf(driverId: string): string | undefined {
    const remembered = driverChoice(this.#choices, driverId).package;
    return remembered ?? this.#drivers.find((each) => each.driverId === driverId)?.installedAs;
  }

  /**
   * The user removed a package: nothing is remembered for it any more.
   * @returns whether an id was remembered for it.
   * @internal
   */
  async forgetOwner(packageName: string): Promise<boolean> {
    const isRemembered = Object.values(driverOwners(this.#choices)).includes(packageName);
    if (!isRemembered) return false;
    this.#choices = await this.#options.settings.host.update((choices) =>
      Object.entries(choices.drivers).reduce(
        (all, [driverId, { package: owner }]) =>
          owner === packageName ? withDriverChoice(all, driverId, { package: undefined }) : all,
        choices,
      ),
    );
    return true;
  }

  /** Why a version of a package must not run; `undefined` when it may. */
  blockedReason(packageName: string, version: string): string | undefined {
    return this.#blocked?.reason(packageName, version);
  }

  /**
   * Looks at a driver's package once more, right before it is loaded.
   * @returns the driver as its package is now.
   * @throws {HostError} `DRIVER_BLOCKED` when it does not fit any more, or is gone.
   * @internal
   */
  async recheck(driver: StartableDriver): Promise<StartableDriver> {
    const now = await recheckDriver(driver, { blocked: this.#blocked });
    this.#drivers = this.#drivers.map((each) =>
      each.driverId === now.driverId && each.path === now.path ? now : each,
    );
    if (now.status === 'blocked') throw blockedError(now);
    return now;
  }

  /**
   * Remembers that this package ran under its driver's id, if none did before: another one does not get the id unasked.
   * @internal
   */
  async remember({ driverId, installedAs }: StartableDriver): Promise<void> {
    if (driverChoice(this.#choices, driverId).package !== undefined) return;
    try {
      this.#choices = await this.#options.settings.host.update((choices) =>
        driverChoice(choices, driverId).package === undefined
          ? withDriverChoice(choices, driverId, { package: installedAs })
          : choices,
      );
    } catch (error) {
      // The driver runs all the same; next time this is tried again.
      this.#options.onProblem(serializeError(error).message);
    }
  }

  /**
   * The complete values of a driver's settings: what was set, and defaults for the rest.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `SETTINGS_INVALID`
   */
  async settings(driverId: string): Promise<JsonObject> {
    const { settingsSchema } = this.#usable(driverId);
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
    return this.#options.settings.drivers.set(driverId, this.#usable(driverId).settingsSchema, values);
  }

  /** Where a driver runs. */
  isolationOf(driver: DriverPackageInfo): Isolation {
    const { isolation } = driverChoice(this.#choices, driver.driverId);
    return isolationFor(isolation ?? this.#options.isolation() ?? driver.isolation, driver.transports);
  }

  /** A driver that could be started, switched on or not. */
  #usable(driverId: string): ListedDriver & StartableDriver {
    const driver = this.get(driverId);
    if (driver.status === 'blocked') throw blockedError(driver);
    return driver;
  }

  #listed(driver: DriverPackageInfo): ListedDriver {
    const by = disabledBy(driver, this.#rules());
    return { ...driver, enabled: by === undefined, disabledBy: by, runsIn: this.isolationOf(driver) };
  }

  /** A list that cannot be read is told; the drivers of a laboratory do not all stand still for a comma. */
  async #readBlocked(): Promise<BlockedVersions | undefined> {
    try {
      return await readBlockedVersions(this.#options.blockedVersionsFile);
    } catch (error) {
      this.#options.onProblem(serializeError(error).message);
      return this.#blocked;
    }
  }

  #rules(): RunRules {
    return {
      applicationList: this.#options.allowList,
      userList: this.#choices.allowList,
      safeMode: this.#options.safeMode,
      switchedOn: this.#switchedOn,
      isEnabled: (driverId) => driverChoice(this.#choices, driverId).enabled,
    };
  }

  async #choose(driverId: string, choice: Partial<DriverChoice>): Promise<void> {
    this.#choices = await this.#options.settings.host.update((choices) =>
      withDriverChoice(choices, driverId, choice),
    );
  }
}

function blockedError({ driverId, packageName, path, diagnostics }: DriverPackageInfo): HostError {
  const reasons = diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  return new HostError('DRIVER_BLOCKED', `The driver "${driverId}" cannot be used: ${reasons.join(' ')}`, {
    subject: { driverId, package: packageName, path },
  });
}

import type { JsonValue } from '@modlink/sdk';
import type { Devices } from '../devices/devices.js';
import type { FoundDevice } from '../devices/found-device.js';
import { HostError } from '../errors.js';
import type { SettingsFile } from '../settings/settings-file.js';
import { type Setup, type SetupDevice, setupFields, type setupsSchema } from './setup.js';

/** What came of one device of a setup. */
export interface RestoredDevice {
  readonly device: SetupDevice;
  /** The device that it is now; absent where it was not found or could not be connected or started. */
  readonly deviceId: string | undefined;
  /** Why it is not there as it should be. */
  readonly error: unknown;
}

/** What a setup is saved with. */
export interface SetupContent {
  readonly devices?: readonly SetupDevice[] | undefined;
  readonly view?: JsonValue | undefined;
}

export interface SetupsOptions {
  readonly file: SettingsFile<typeof setupsSchema>;
  readonly devices: Devices;
}

/** The setups of this user, and how they come back. */
export class Setups {
  readonly #file: SettingsFile<typeof setupsSchema>;
  readonly #devices: Devices;

  /** @internal */
  constructor({ file, devices }: SetupsOptions) {
    this.#file = file;
    this.#devices = devices;
  }

  /** By name. */
  async list(): Promise<readonly Setup[]> {
    const saved = await this.#file.read();
    return Object.entries(saved)
      .map(([name, { devices, view }]) => ({ name, devices, view }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws {HostError} `UNKNOWN_SETUP` */
  async get(name: string): Promise<Setup> {
    const setups = await this.list();
    const setup = setups.find((each) => each.name === name);
    if (setup !== undefined) return setup;
    const known = setups.map((each) => `"${each.name}"`).join(', ') || 'none, save one first';
    throw new HostError('UNKNOWN_SETUP', `There is no setup "${name}". The setups are: ${known}.`);
  }

  /**
   * Saves devices under a name, in place of a setup of the same name.
   * @param content - its devices, those that are connected now when absent; and what the application keeps with it.
   * @throws {HostError} `INVALID_OPTIONS`, `SETTINGS_NOT_SAVED`
   */
  async save(name: string, content: SetupContent = {}): Promise<Setup> {
    const { devices = this.#present(), view = null } = content;
    const parsed = setupFields.safeParse({ name, devices, view });
    if (!parsed.success) {
      const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new HostError('INVALID_OPTIONS', `The setup cannot be saved: ${problems.join('; ')}.`, {
        cause: parsed.error,
      });
    }
    const setup = parsed.data;
    await this.#file.update((saved) => ({
      ...saved,
      [setup.name]: { devices: setup.devices, view: setup.view },
    }));
    return setup;
  }

  /** @throws {HostError} `UNKNOWN_SETUP`, `SETTINGS_NOT_SAVED` */
  async delete(name: string): Promise<void> {
    await this.get(name);
    await this.#file.update(({ [name]: _, ...others }) => others);
  }

  /**
   * Searches, connects and starts the devices of a setup, side by side; those that are there already are only started. One that
   * fails keeps none of the others from coming.
   * @throws {HostError} `UNKNOWN_SETUP`; the reason of the signal.
   */
  async restore(name: string, signal?: AbortSignal): Promise<readonly RestoredDevice[]> {
    const { devices } = await this.get(name);
    const present = new Map(
      this.#devices.connected().map((device) => [keyOf(device), device.deviceId] as const),
    );
    const missing = devices.filter((device) => !present.has(keyOf(device)));
    const found = await this.#find([...new Set(missing.map(({ driverId }) => driverId))], signal);
    return Promise.all(
      devices.map(async (device) => {
        try {
          const deviceId =
            present.get(keyOf(device)) ?? (await this.#connect(device, found.get(keyOf(device)), signal));
          if (device.isStreaming) await this.#devices.get(deviceId).startStreaming(signal);
          return { device, deviceId, error: undefined };
        } catch (error) {
          signal?.throwIfAborted();
          return { device, deviceId: undefined, error };
        }
      }),
    );
  }

  #present(): SetupDevice[] {
    return this.#devices.connected().map(({ driverId, identity, title, state }) => ({
      driverId,
      identity,
      title,
      isStreaming: state === 'streaming',
    }));
  }

  /** Searches with each driver; one that cannot search finds none. */
  async #find(
    driverIds: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<Map<string, FoundDevice>> {
    const searches = driverIds.map((driverId) => this.#devices.search({ driverId, signal }));
    const outcomes = await Promise.allSettled(searches);
    const found = outcomes.flatMap((outcome) =>
      outcome.status === 'fulfilled' ? outcome.value.devices : [],
    );
    return new Map(found.map((device) => [keyOf(device), device]));
  }

  async #connect(
    { driverId, title }: SetupDevice,
    found: FoundDevice | undefined,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    if (found === undefined) {
      throw new HostError(
        'DEVICE_NOT_FOUND_AGAIN',
        `"${title}" is not among the devices that the driver "${driverId}" finds now. Plug it in or switch it on, and restore the setup again.`,
        { subject: { driverId } },
      );
    }
    return (await this.#devices.connect(found, signal)).deviceId;
  }
}

const keyOf = ({ driverId, identity }: { readonly driverId: string; readonly identity: string }): string =>
  `${driverId}\n${identity}`;

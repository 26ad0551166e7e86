import { serializeError } from '@modlink/sdk';
import type { Bus } from '../bus/bus.js';
import type { HostClock } from '../clock/host-clock.js';
import type { DriverCatalogue } from '../drivers/driver-catalogue.js';
import { HostError } from '../errors.js';
import type { HostEvents } from '../events/host-events.js';
import type { StartableDriver } from '../registry/index.js';
import type { KnownDevice } from '../settings/index.js';
import { Device } from '../supervisor/device.js';
import type { DeviceInfo } from '../supervisor/device-info.js';
import type { DevicePolicies, FoundAgain } from '../supervisor/device-options.js';
import type { StartIsolate } from '../supervisor/start-isolate.js';
import { type FoundDevice, type SearchOutcome, toFoundDevice } from './found-device.js';
import { Probes } from './probes.js';

export interface DevicesOptions {
  readonly catalogue: DriverCatalogue;
  readonly startIsolate: StartIsolate;
  readonly bus: Bus;
  readonly events: HostEvents;
  readonly clock: HostClock;
  /** What is done about a device that fails, goes away or falls silent, as it is now. */
  readonly policiesOf: (driverId: string, deviceId: string) => DevicePolicies;
  /** Whether a running recording holds streams of a device. */
  readonly isRecorded: (deviceId: string) => boolean;
  /** Every device that was ever given an id. */
  readonly knownDevices: () => Promise<ReadonlyMap<string, KnownDevice>>;
  /** The id of a physical device: the same each time. */
  readonly deviceIdFor: (driverId: string, suggestedDeviceId: string, identity: string) => Promise<string>;
}

export interface SearchOptions {
  /** One driver; all that can be started when absent. */
  readonly driverId?: string | undefined;
  /** One of the driver's providers; all of them when absent. */
  readonly provider?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The devices of a host: found, connected, streaming, gone. */
export class Devices {
  readonly #options: DevicesOptions;
  readonly #probes: Probes;
  readonly #devices = new Map<string, Device>();

  constructor(options: DevicesOptions) {
    this.#options = options;
    this.#probes = new Probes(options.startIsolate, options.events);
  }

  /** Those that are connected, or on their way. @internal */
  active(): readonly Device[] {
    return [...this.#devices.values()].filter((device) => device.isActive);
  }

  /** Every device that was connected since the host began, and its state. */
  list(): readonly DeviceInfo[] {
    return [...this.#devices.values()].map((device) => device.info());
  }

  /** Every device that was ever connected, also to hosts before this one, by its id. */
  known(): Promise<ReadonlyMap<string, KnownDevice>> {
    return this.#options.knownDevices();
  }

  /** Those that are there, or on the way there or back. */
  connected(): readonly DeviceInfo[] {
    return [...this.#devices.values()].flatMap((device) => (device.isActive ? [device.info()] : []));
  }

  /** @throws {HostError} `UNKNOWN_DEVICE` */
  get(deviceId: string): Device {
    const device = this.#devices.get(deviceId);
    if (device !== undefined) return device;
    throw new HostError(
      'UNKNOWN_DEVICE',
      `There is no device "${deviceId}". The devices are: ${[...this.#devices.keys()].join(', ') || 'none, search and connect one first'}.`,
      { subject: { deviceId } },
    );
  }

  /**
   * Looks for devices. Drivers search side by side; one that fails is told in `failures`.
   * @throws {HostError} `UNKNOWN_DRIVER`, `DRIVER_BLOCKED`, `DRIVER_DISABLED`, `UNKNOWN_PROVIDER`, where one was named.
   */
  async search({ driverId, provider, signal }: SearchOptions): Promise<SearchOutcome> {
    const { catalogue } = this.#options;
    const drivers = driverId === undefined ? catalogue.startable() : [catalogue.require(driverId)];
    const searches = drivers.flatMap((driver) =>
      providersOf(driver, driverId === undefined ? undefined : provider).map((each) =>
        this.#searchOne(driver, each, signal),
      ),
    );
    const outcomes = await Promise.all(searches);
    return {
      devices: outcomes.flatMap((outcome) => outcome.devices),
      failures: outcomes.flatMap((outcome) => outcome.failures),
    };
  }

  /**
   * Connects a device that a search found, in an isolate of its own. One that is being looked for is taken over.
   * @throws {HostError} `ALREADY_CONNECTED`, and what the driver threw.
   */
  async connect(found: FoundDevice, signal: AbortSignal | undefined): Promise<Device> {
    const { catalogue, startIsolate } = this.#options;
    const driver = catalogue.require(found.driverId);
    const { isolate, loaded } = await this.#probes.take(driver, signal);
    let device: Device;
    try {
      const suggested = found.result.deviceId ?? loaded.deviceId;
      const deviceId = await this.#options.deviceIdFor(driver.driverId, suggested, found.identity);
      const known = this.#devices.get(deviceId);
      if (known?.state === 'reconnecting') await known.disconnect();
      if (known?.isActive) throw alreadyConnected(known);
      device = new Device({
        ...this.#options,
        deviceId,
        driverId: driver.driverId,
        identity: found.identity,
        result: found.result,
        settings: () => catalogue.settings(driver.driverId),
        startIsolate: (observer) => startIsolate(driver, observer),
        findAgain: (signal) => this.#findAgain(driver, found, signal),
        policies: () => this.#options.policiesOf(driver.driverId, deviceId),
        isRecorded: () => this.#options.isRecorded(deviceId),
      });
      this.#devices.set(deviceId, device);
    } catch (error) {
      await isolate.close();
      throw error;
    }
    try {
      await device.connect(isolate, signal);
    } catch (error) {
      if (this.#devices.get(device.deviceId) === device) this.#devices.delete(device.deviceId);
      throw error;
    }
    return device;
  }

  /** Ends all devices and searches, within the time-outs of the control calls. */
  async close(): Promise<void> {
    const { events } = this.#options;
    const disconnects = [...this.#devices.values()].map((device) =>
      device.disconnect().catch((error: unknown) => {
        events.emit('log', {
          deviceId: device.deviceId,
          driverId: device.driverId,
          level: 'warn',
          message: `The device did not end in order: ${serializeError(error).message}`,
        });
      }),
    );
    await Promise.all([...disconnects, this.#probes.close()]);
  }

  /**
   * Drivers were given other settings: the next search starts them with those.
   * @internal
   */
  async forgetProbes(): Promise<void> {
    await this.#probes.close();
  }

  /**
   * Goes on with a driver as its package is now: its devices in fresh isolates, also those that were given up.
   * @throws what the first threw that could not; see `Device.reload`.
   * @internal
   */
  async reload(driverId: string): Promise<void> {
    await this.#probes.forget(driverId);
    const own = [...this.#devices.values()].filter((device) => device.driverId === driverId);
    const outcomes = await Promise.allSettled(own.map((device) => device.reload()));
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  }

  /** @throws {HostError} `DEVICE_NOT_FOUND_AGAIN`, and what the search failed with. */
  async #findAgain(
    driver: StartableDriver,
    { provider, identity, title }: FoundDevice,
    signal: AbortSignal,
  ): Promise<FoundAgain> {
    const { devices, failures } = await this.#searchOne(driver, provider, signal);
    const again = devices.find((device) => device.identity === identity);
    if (again !== undefined) return { ...(await this.#probes.take(driver, signal)), result: again.result };
    throw (
      failures[0]?.error ??
      new HostError(
        'DEVICE_NOT_FOUND_AGAIN',
        `"${title}" is not among the devices that the driver "${driver.driverId}" finds now.`,
        { subject: { driverId: driver.driverId } },
      )
    );
  }

  async #searchOne(
    driver: StartableDriver,
    provider: string,
    signal: AbortSignal | undefined,
  ): Promise<SearchOutcome> {
    const { driverId } = driver;
    try {
      const results = await this.#probes.use(
        driver,
        ({ isolate }) => isolate.call('search', { provider }, signal),
        signal,
      );
      return { devices: results.map((result) => toFoundDevice(driverId, provider, result)), failures: [] };
    } catch (error) {
      if (signal?.aborted !== true)
        this.#options.events.emit('search-failed', { driverId, provider, error: serializeError(error) });
      return { devices: [], failures: [{ driverId, provider, error: error as Error }] };
    }
  }
}

function providersOf(driver: StartableDriver, provider: string | undefined): readonly string[] {
  if (provider === undefined) return driver.providers;
  if (driver.providers.includes(provider)) return [provider];
  throw new HostError(
    'UNKNOWN_PROVIDER',
    `The driver "${driver.driverId}" has no provider "${provider}"; it has: ${driver.providers.join(', ')}.`,
    { subject: { driverId: driver.driverId } },
  );
}

function alreadyConnected(device: Device): HostError {
  return new HostError(
    'ALREADY_CONNECTED',
    `The device "${device.deviceId}" is ${device.state} already. Use it, or disconnect it first.`,
    { subject: { deviceId: device.deviceId, driverId: device.driverId } },
  );
}

import type { StreamDescriptor } from '../descriptor.js';
import { DriverError, serializeError } from '../errors.js';
import type { JsonObject } from '../json.js';
import type { SearchResult } from '../search-result.js';
import {
  type Awaitable,
  type ControlOptions,
  Driver,
  failWhenMissing,
  type SearchResults,
} from './driver.js';

/** Why a device is gone: any error has it. */
export interface DeviceLoss {
  readonly code: string;
  readonly message: string;
}

/** A device that is open. */
interface Held<Device> {
  readonly device: Device;
  isStreaming: boolean;
}

/**
 * A driver that opens a device and closes it again, which is most of them. The order of things is kept here: one device at a
 * time, streaming only once, an orderly end when the device goes away or a step fails. What is left to the driver is what
 * each step means for its device.
 *
 * @typeParam Device - whatever the driver needs of an open device: its connection, its settings, its parser.
 * @typeParam Extra - what `findDevices` puts into a result for `openDevice`.
 * @typeParam Settings - the values of the settings schema in the manifest.
 */
export abstract class DeviceDriver<
  Device,
  Extra extends JsonObject = JsonObject,
  Settings extends JsonObject = JsonObject,
> extends Driver<Extra, Settings> {
  #held: Held<Device> | undefined;

  /** Looks for devices with one of the `supportedProviders`. */
  protected abstract findDevices(provider: string, options: ControlOptions): Awaitable<SearchResults<Extra>>;

  /** Opens the device of a search result. Where it fails, it closes what it opened. */
  protected abstract openDevice(result: SearchResult<Extra>, options: ControlOptions): Awaitable<Device>;

  /** The streams of the device that was really found; those of `descriptors()` by default. */
  protected streamsOf(_device: Device): readonly StreamDescriptor[] {
    return this.descriptors();
  }

  /**
   * Has `lost` called when the device goes away by itself, also when it has gone already: for a connection of a transport,
   * `device.connection.onClose((error) => error && lost(error))`.
   */
  protected abstract watchForLoss(device: Device, lost: (loss: DeviceLoss) => void): void;

  /** Begins to emit, and tells the device to send. What it throws fails `startStreaming`, after `halt` and `endStreaming`. */
  protected abstract begin(device: Device, options: ControlOptions): Awaitable<void>;

  /** Tells the device to stop sending. Not called for a device that is gone. */
  protected abstract halt(device: Device, options?: ControlOptions): Awaitable<void>;

  /**
   * Streaming has ended, however it did: emit what fills no whole chunk yet, stop timers, and emit nothing more.
   * Called after `halt`, also where that failed, and when the device is gone.
   */
  protected endStreaming(_device: Device): void {}

  /** Closes what `openDevice` opened. Not called for a device that is gone. */
  protected abstract closeDevice(device: Device): Awaitable<void>;

  /**
   * The open device.
   * @throws {DriverError} `NOT_CONNECTED`
   */
  protected get device(): Device {
    return this.#connected().device;
  }

  /** The open device, if there is one. */
  protected get openedDevice(): Device | undefined {
    return this.#held?.device;
  }

  /** Whether the device streams. */
  protected get isStreaming(): boolean {
    return this.#held?.isStreaming ?? false;
  }

  /** @throws {DriverError} `UNKNOWN_PROVIDER` */
  override search(provider: string, options: ControlOptions): Awaitable<SearchResults<Extra>> {
    if (this.supportedProviders.includes(provider)) return this.findDevices(provider, options);
    const known = this.supportedProviders.map((each) => `"${each}"`).join(' and ');
    throw new DriverError(
      'UNKNOWN_PROVIDER',
      `${this.displayName}: devices are found through ${known}, not through "${provider}".`,
    );
  }

  /** @throws {DriverError} `ALREADY_CONNECTED`; and what `openDevice` threw. */
  override async connectDevice(
    result: SearchResult<Extra>,
    options: ControlOptions,
  ): Promise<readonly StreamDescriptor[]> {
    if (this.#held !== undefined) {
      throw new DriverError(
        'ALREADY_CONNECTED',
        `${this.displayName}: a device is connected already, and one instance has one. Disconnect it first.`,
      );
    }
    const device = await this.openDevice(result, options);
    const held = { device, isStreaming: false };
    this.#held = held;
    this.watchForLoss(device, (loss) => this.#lose(held, loss));
    return this.streamsOf(device);
  }

  /** Does nothing while it streams. @throws {DriverError} `NOT_CONNECTED`; and what `begin` threw. */
  override async startStreaming(options: ControlOptions): Promise<void> {
    const held = this.#connected();
    if (held.isStreaming) return;
    held.isStreaming = true;
    try {
      await this.begin(held.device, options);
    } catch (error) {
      await this.#stopAnyhow(held);
      throw error;
    }
  }

  /** Does nothing while it does not stream. @throws {DriverError} `NOT_CONNECTED`; and what `halt` threw. */
  override async stopStreaming(options?: ControlOptions): Promise<void> {
    const held = this.#connected();
    if (!held.isStreaming) return;
    try {
      await this.halt(held.device, options);
    } finally {
      this.#endStreaming(held);
    }
  }

  /** Stops streaming and closes the device; does nothing without one. */
  override async disconnectDevice(): Promise<void> {
    const held = this.#held;
    if (held === undefined) return;
    await this.#stopAnyhow(held);
    if (this.#held !== held) return;
    this.#held = undefined;
    await this.closeDevice(held.device);
  }

  /** Disconnects. An override calls `super.onShutdown()`. */
  override async onShutdown(): Promise<void> {
    await this.disconnectDevice();
  }

  #connected(): Held<Device> {
    if (this.#held !== undefined) return this.#held;
    throw new DriverError(
      'NOT_CONNECTED',
      `${this.displayName}: no device is connected. Search for one and connect it first.`,
    );
  }

  /** A device that cannot be told to stop is let go all the same. */
  async #stopAnyhow(held: Held<Device>): Promise<void> {
    if (!held.isStreaming) return;
    try {
      await this.halt(held.device);
    } catch (error) {
      this.log.warn(`The device could not be told to stop: ${serializeError(error).message}`);
    }
    this.#endStreaming(held);
  }

  #endStreaming(held: Held<Device>): void {
    if (!held.isStreaming) return;
    held.isStreaming = false;
    this.endStreaming(held.device);
  }

  #lose(held: Held<Device>, { code, message }: DeviceLoss): void {
    if (this.#held !== held) return;
    this.#endStreaming(held);
    this.#held = undefined;
    this.emitConnectionLost({ code, message });
  }
}

failWhenMissing(DeviceDriver.prototype, [
  'findDevices',
  'openDevice',
  'watchForLoss',
  'begin',
  'halt',
  'closeDevice',
]);

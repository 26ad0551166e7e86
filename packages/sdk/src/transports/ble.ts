import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** An advertisement that a scan saw. UUIDs are lower case: four digits for 16-bit ones, the hyphenated form otherwise. */
export interface BlePeripheralInfo {
  /** What `connect` takes: an address, or an id of the platform where addresses are hidden. */
  readonly id: string;
  /** What names the device for good. */
  readonly identity: string;
  /** As the device advertises itself. */
  readonly name?: string;
  /** Strength of the signal, in dBm: nearer to 0 is stronger. */
  readonly rssiDbm?: number;
  /** Services that it advertises. */
  readonly serviceUuids: readonly string[];
  /** As advertised: the company id (two bytes, little-endian), then what it likes. */
  readonly manufacturerData?: Uint8Array;
}

/** What to look for, and for how long. */
export interface BleScanOptions {
  /** Only peripherals that advertise one of these. */
  readonly serviceUuids?: readonly string[];
  /** The scan ends after this time. */
  readonly timeoutMs: number;
  /** Ends the scan early; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** One characteristic, by service and characteristic UUID. */
export interface BleCharacteristic {
  /** UUID of the service. */
  readonly service: string;
  /** UUID of the characteristic. */
  readonly characteristic: string;
}

/** A connected peripheral. */
export interface BleConnection {
  /** The peripheral that was connected. */
  readonly id: string;
  /**
   * Strength of the signal, in dBm.
   * @throws {TransportError} `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  readRssiDbm(): Promise<number>;
  /**
   * Reads a value; the bytes are the caller's.
   * @throws {TransportError} `DEVICE_NOT_FOUND` (no such characteristic), `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  read(characteristic: BleCharacteristic): Promise<Uint8Array>;
  /**
   * Writes a value, with a response unless said otherwise. The bytes may be reused when the promise has settled.
   * @throws {TransportError} `DEVICE_NOT_FOUND` (no such characteristic), `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  write(
    characteristic: BleCharacteristic,
    bytes: Uint8Array,
    options?: { readonly withoutResponse?: boolean },
  ): Promise<void>;
  /**
   * Notifications or indications, whichever the characteristic has.
   * @returns what ends the subscription.
   * @throws {TransportError} `DEVICE_NOT_FOUND` (no such characteristic), `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  subscribe(characteristic: BleCharacteristic, listener: DataListener): Promise<() => Promise<void>>;
  /**
   * Called once when the connection is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` or `IO_FAILED` when
   * the device went away. All data that arrived before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /** Closes the connection and gives its lease back. Pending calls reject with `CONNECTION_CLOSED`. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Bluetooth Low Energy. `TRANSPORT_UNAVAILABLE` where there is no adapter or it is off. */
export interface BleTransport {
  /**
   * Looks for peripherals until the time is over.
   * @throws {TransportError} `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`.
   */
  scan(options: BleScanOptions): Promise<readonly BlePeripheralInfo[]>;
  /**
   * Connects a peripheral.
   * @throws {TransportError} `DEVICE_NOT_FOUND`, `DEVICE_BUSY`, `TRANSPORT_UNAVAILABLE`, `IO_FAILED`; the reason of the signal when
   * it fires.
   */
  connect(options: {
    readonly id: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<BleConnection>;
}

import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/**
 * An advertisement that a scan saw. UUIDs are lower case: four digits for 16-bit ones, the hyphenated form otherwise
 * (`normalizeBleUuid` gives it).
 */
export interface BlePeripheralInfo {
  /** What `connect` takes: an address, or an id of the platform where addresses are hidden. */
  readonly id: string;
  /**
   * What names the device for good: `ble:` and its address where that is known and does not change, otherwise `ble:` and an id
   * of the platform (macOS: of this device on this computer).
   */
  readonly identity: string;
  /** As the device advertises itself. */
  readonly name?: string;
  /** Strength of the signal, in dBm: nearer to 0 is stronger. */
  readonly rssiDbm?: number;
  /** Services that it advertises; often not all that it has. */
  readonly serviceUuids: readonly string[];
  /** As advertised: the company id (two bytes, little-endian), then what it likes. */
  readonly manufacturerData?: Uint8Array;
}

/** What to look for, and for how long. */
export interface BleScanOptions {
  /** Only peripherals that advertise one of these; all when absent or empty. */
  readonly serviceUuids?: readonly string[];
  /** The scan ends after this time. */
  readonly timeoutMs: number;
  /** Ends the scan early; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** Which peripheral to connect. */
export interface BleConnectOptions {
  /** The `id` of a {@link BlePeripheralInfo}. A peripheral that was not seen yet is looked for. */
  readonly id: string;
  /** How long to look for it and to wait for it, in milliseconds; 15 000 when absent. */
  readonly timeoutMs?: number;
  /** Gives up; the promise rejects with the reason of the signal. */
  readonly signal?: AbortSignal | undefined;
}

/** One characteristic, by service and characteristic UUID, in any form that `normalizeBleUuid` takes. */
export interface BleCharacteristic {
  /** UUID of the service. */
  readonly service: string;
  /** UUID of the characteristic. */
  readonly characteristic: string;
}

/** What can be done with a characteristic. */
export type BleCharacteristicProperty = 'read' | 'write' | 'writeWithoutResponse' | 'notify' | 'indicate';

/** A service of a connected peripheral. UUIDs as in {@link BlePeripheralInfo}. */
export interface BleServiceInfo {
  readonly uuid: string;
  readonly characteristics: readonly {
    readonly uuid: string;
    readonly properties: readonly BleCharacteristicProperty[];
  }[];
}

/** A connected peripheral. */
export interface BleConnection {
  /** The peripheral that was connected. */
  readonly id: string;
  /**
   * The largest packet of the attribute protocol, in bytes: notifications and writes without a response carry up to three
   * fewer. 23 until something larger was agreed upon.
   */
  readonly mtuBytes: number;
  /**
   * All services that the peripheral has, with their characteristics.
   * @throws {TransportError} `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  services(): Promise<readonly BleServiceInfo[]>;
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
   * Notifications or indications, whichever the characteristic has. Several listeners may listen to the same one; the peripheral is
   * told when the first begins and when the last has ended.
   * @returns what ends the subscription; ending it twice, or after the connection, does nothing.
   * @throws {TransportError} `DEVICE_NOT_FOUND` (no such characteristic), `CONNECTION_CLOSED`, `IO_FAILED`.
   */
  subscribe(characteristic: BleCharacteristic, listener: DataListener): Promise<() => Promise<void>>;
  /**
   * Called once when the connection is closed: without an error after `close()`, with `DEVICE_UNPLUGGED` when the device went out
   * of range, lost its power or ended the connection, with `IO_FAILED` when Bluetooth itself failed. All data that arrived
   * before was delivered before.
   */
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  /** Closes the connection and gives its lease back. Pending calls reject with `CONNECTION_CLOSED`. Closing twice does nothing. */
  close(): Promise<void>;
}

/** Bluetooth Low Energy. `TRANSPORT_UNAVAILABLE` where there is no adapter or it is off. */
export interface BleTransport {
  /**
   * Looks for peripherals until the time is over.
   * @returns those that were seen, the strongest signal first.
   * @throws {TransportError} `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`, `INVALID_OPTIONS`, `IO_FAILED`.
   */
  scan(options: BleScanOptions): Promise<readonly BlePeripheralInfo[]>;
  /**
   * Connects a peripheral.
   * @throws {TransportError} `DEVICE_NOT_FOUND` (not seen in time), `DEVICE_BUSY`, `TRANSPORT_UNAVAILABLE`, `PERMISSION_DENIED`,
   * `IO_FAILED`; the reason of the signal when it fires.
   */
  connect(options: BleConnectOptions): Promise<BleConnection>;
}

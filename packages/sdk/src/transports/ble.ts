import type { TransportError } from '../errors.js';
import type { DataListener, Unsubscribe } from './transport.js';

/** An advertisement that a scan saw. UUIDs are lower case: four digits for 16-bit ones, the hyphenated form otherwise. */
export interface BlePeripheralInfo {
  /** What `connect` takes: an address, or an id of the platform where addresses are hidden. */
  readonly id: string;
  readonly identity: string;
  readonly name?: string;
  readonly rssiDbm?: number;
  readonly serviceUuids: readonly string[];
  readonly manufacturerData?: Uint8Array;
}

export interface BleScanOptions {
  /** Only peripherals that advertise one of these. */
  readonly serviceUuids?: readonly string[];
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** One characteristic, by service and characteristic UUID. */
export interface BleCharacteristic {
  readonly service: string;
  readonly characteristic: string;
}

/** A connected peripheral. */
export interface BleConnection {
  readonly id: string;
  readRssiDbm(): Promise<number>;
  read(characteristic: BleCharacteristic): Promise<Uint8Array>;
  write(
    characteristic: BleCharacteristic,
    bytes: Uint8Array,
    options?: { readonly withoutResponse?: boolean },
  ): Promise<void>;
  /** Notifications or indications, whichever the characteristic has. */
  subscribe(characteristic: BleCharacteristic, listener: DataListener): Promise<() => Promise<void>>;
  onClose(listener: (error: TransportError | undefined) => void): Unsubscribe;
  close(): Promise<void>;
}

/** Bluetooth Low Energy. `TRANSPORT_UNAVAILABLE` where there is no adapter or it is off. */
export interface BleTransport {
  scan(options: BleScanOptions): Promise<readonly BlePeripheralInfo[]>;
  connect(options: {
    readonly id: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<BleConnection>;
}

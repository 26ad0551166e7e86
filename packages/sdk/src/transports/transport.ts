/**
 * What all transports share. Drivers do not open native devices by themselves: they ask `this.transports.serial` and
 * the like, whose implementation the host brings into the isolate. So drivers stay pure TypeScript, and a transport
 * can be simulated, captured and played back.
 */
import type { Clock } from '../clock.js';
import type { BleTransport } from './ble.js';
import type { HidTransport } from './hid.js';
import type { MediaTransport } from './media.js';
import type { SerialTransport } from './serial.js';

/** The transports that a manifest can name. */
export interface TransportMap {
  serial: SerialTransport;
  hid: HidTransport;
  ble: BleTransport;
  media: MediaTransport;
}
/** All kinds of transports. */
export const transportKinds = [
  'serial',
  'hid',
  'ble',
  'media',
] as const satisfies readonly (keyof TransportMap)[];
/** The name of a transport, as in a manifest. */
export type TransportKind = (typeof transportKinds)[number];

/** Stops what it was returned by: a listener, a watch. Calling it twice does nothing. */
export type Unsubscribe = () => void;

/**
 * Bytes from a device.
 * @param bytes - **borrowed**: valid during the call. Copy what is kept.
 * @param arrivalNs - host clock at which the bytes reached this process.
 */
export type DataListener = (bytes: Uint8Array, arrivalNs: bigint) => void;

/** What the host gives a transport module inside an isolate. */
export interface TransportRuntime {
  /** The host clock, with which arrivals are stamped. */
  readonly clock: Clock;
  /**
   * Asks the host for the one lease on a physical device.
   * @param resource - names the device for every driver alike, for example `serial:/dev/ttyUSB0`.
   * @returns a function that gives the lease back.
   * @throws {TransportError} `DEVICE_BUSY`, naming the holder.
   */
  lease(resource: string): Promise<() => void>;
}

/** The default export of a transport package. */
export interface TransportModule<Kind extends TransportKind = TransportKind> {
  /** Which transport it is. */
  readonly kind: Kind;
  /** Makes the transport of one isolate. Opens nothing yet. */
  create(runtime: TransportRuntime): TransportMap[Kind];
}

import { type Clock, createSystemClock } from '../clock.js';
import type { StreamDescriptor } from '../descriptor.js';
import { DriverError, serializeError } from '../errors.js';
import type { FrameEnvelope } from '../frame.js';
import { isJsonValue, type JsonObject, type JsonValue } from '../json.js';
import { checkMarker, type Marker } from '../marker.js';
import { type TransportKind, type TransportMap, transportKinds } from '../transports/transport.js';

/** How much a report matters to the user. */
export type ReportLevel = 'info' | 'warning' | 'error';

/** Lines for whoever debugs the driver. What the user should see goes through `report`. */
export interface Logger {
  /** Of interest only when something is looked into. */
  debug(message: string): void;
  /** What happened, in the normal course. */
  info(message: string): void;
  /** Something is not as it should be, but goes on. */
  warn(message: string): void;
  /** Something failed. */
  error(message: string): void;
}

/** What a host, or a test, gives a driver. Only the two sinks are needed. */
export interface DriverContextInit<Settings extends JsonObject = JsonObject> {
  /** Takes a frame before it returns. `false` means that it was not taken; any other answer means taken. */
  readonly onFrame: (frame: FrameEnvelope) => unknown;
  /** Told that the device is gone. */
  readonly onConnectionLost: (detail: JsonValue) => void;
  /** Told that streaming ended by itself. */
  readonly onStreamingEnded?: (() => void) | undefined;
  /** Told of markers. Without it they are dropped. */
  readonly onMarker?: ((marker: Marker) => void) | undefined;
  /** Told that the connected device has other streams now. */
  readonly onStreamsChanged?: ((descriptors: readonly StreamDescriptor[]) => void) | undefined;
  /** Told what the user should see. Without it reports are dropped. */
  readonly onReport?: ((level: ReportLevel, message: string) => void) | undefined;
  /** The transports that the driver may use. */
  readonly transports?: Partial<TransportMap> | undefined;
  readonly settings?: Settings | undefined;
  /** The host clock; the system's when absent. */
  readonly clock?: Clock | undefined;
  /** Where the driver's log lines go; nowhere when absent. */
  readonly log?: Logger | undefined;
  /** The id that the host gave this device, where it is not the one that the driver names. */
  readonly deviceId?: string | undefined;
  /** Where the numbering of a stream goes on after a restart. 0 when absent. */
  readonly firstSeq?: ((streamKey: string) => number) | undefined;
}

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * What a bound driver may use of its host. After `close()` a late frame answers `false` and everything else that is
 * late is ignored, so that timers, threads and native callbacks cannot change the host after teardown.
 */
export class DriverContext<Settings extends JsonObject = JsonObject> {
  /** The transports that the manifest names. Asking for another one throws `TRANSPORT_NOT_AVAILABLE`. */
  readonly transports: TransportMap;
  /** The host clock. */
  readonly clock: Clock;
  /** Lines for whoever debugs the driver. */
  readonly log: Logger;
  /** Where the numbering of a stream goes on after a restart. */
  readonly firstSeq: (streamKey: string) => number;
  readonly #init: DriverContextInit<Settings>;
  #closed = false;

  constructor(init: DriverContextInit<Settings>) {
    this.#init = init;
    this.transports = guardTransports(init.transports ?? {});
    this.clock = init.clock ?? createSystemClock();
    this.log = init.log ?? silent;
    this.firstSeq = init.firstSeq ?? (() => 0);
  }

  /** The values of the settings, as they stand now. */
  get settings(): Settings {
    return this.#init.settings ?? ({} as Settings);
  }

  /** The id that the host gave the connected device, where it is not the one that the driver names. */
  get deviceId(): string | undefined {
    return this.#init.deviceId;
  }

  /** Whether the host has closed the context. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** @returns whether the host took the frame. */
  emitFrame(frame: FrameEnvelope): boolean {
    return !this.#closed && this.#init.onFrame(frame) !== false;
  }

  /** Says that the device is gone. Ignored after `close()`. */
  emitConnectionLost(detail: JsonValue): void {
    if (!this.#closed) this.#init.onConnectionLost(jsonDetail(detail));
  }

  /** Says that streaming ended by itself; the device is still there. Ignored after `close()`. */
  emitStreamingEnded(): void {
    if (!this.#closed) this.#init.onStreamingEnded?.();
  }

  /**
   * Marks a point in time. Ignored after `close()`.
   * @throws {DriverError} `INVALID_MARKER`
   */
  emitMarker(marker: Marker): void {
    if (this.#closed) return;
    const checked = checkMarker(marker);
    this.#init.onMarker?.(checked);
  }

  /** Says that the connected device has other streams now. Ignored after `close()`. */
  changeStreams(descriptors: readonly StreamDescriptor[]): void {
    if (!this.#closed) this.#init.onStreamsChanged?.(descriptors);
  }

  /** Something that the user should see: battery, signal quality, a warning. Low-rate. Ignored after `close()`. */
  report(level: ReportLevel, message: string): void {
    if (!this.#closed) this.#init.onReport?.(level, message);
  }

  /** Ends what the driver can do to the host. Closing twice does nothing. */
  close(): void {
    this.#closed = true;
  }
}

/** A loss is told whatever its detail is: what does not survive JSON (an Error from plain JavaScript) becomes text. */
function jsonDetail(detail: unknown): JsonValue {
  if (isJsonValue(detail)) return detail;
  const { name, message } = serializeError(detail);
  return name === 'NonError' ? String(detail) : `${name}: ${message}`;
}

/** Asking for a transport that the manifest does not name fails with words instead of `undefined`. */
function guardTransports(available: Partial<TransportMap>): TransportMap {
  const guarded = {};
  for (const kind of transportKinds) {
    Object.defineProperty(guarded, kind, {
      // What is not there must not throw at whoever only looks through the object.
      enumerable: available[kind] !== undefined,
      get: () => available[kind] ?? missingTransport(kind),
    });
  }
  return guarded as TransportMap;
}

function missingTransport(kind: TransportKind): never {
  throw new DriverError(
    'TRANSPORT_NOT_AVAILABLE',
    `The transport "${kind}" is not available to this driver. Name it in package.json under modlink.drivers.<id>.transports, ` +
      'and run the driver on a host that provides it.',
  );
}

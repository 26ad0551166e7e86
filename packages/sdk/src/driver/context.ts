import { type Clock, createSystemClock } from '../clock.js';
import { DriverError } from '../errors.js';
import type { FrameEnvelope } from '../frame.js';
import type { JsonObject, JsonValue } from '../json.js';
import { checkMarker, type Marker } from '../marker.js';
import { type TransportKind, type TransportMap, transportKinds } from '../transports/transport.js';

export type ReportLevel = 'info' | 'warning' | 'error';

/** Lines for whoever debugs the driver. What the user should see goes through `report`. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** What a host, or a test, gives a driver. Only the two sinks are needed. */
export interface DriverContextInit<Settings extends JsonObject = JsonObject> {
  /** Takes a frame before it returns. `false` means that it was not taken; any other answer means taken. */
  readonly onFrame: (frame: FrameEnvelope) => unknown;
  readonly onConnectionLost: (detail: JsonValue) => void;
  readonly onMarker?: ((marker: Marker) => void) | undefined;
  readonly onReport?: ((level: ReportLevel, message: string) => void) | undefined;
  readonly transports?: Partial<TransportMap> | undefined;
  readonly settings?: Settings | undefined;
  readonly clock?: Clock | undefined;
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
  readonly transports: TransportMap;
  readonly clock: Clock;
  readonly log: Logger;
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

  get isClosed(): boolean {
    return this.#closed;
  }

  /** @returns whether the host took the frame. */
  emitFrame(frame: FrameEnvelope): boolean {
    return !this.#closed && this.#init.onFrame(frame) !== false;
  }

  /** Says that the device is gone. Ignored after `close()`. */
  emitConnectionLost(detail: JsonValue): void {
    if (!this.#closed) this.#init.onConnectionLost(detail);
  }

  /** @throws {DriverError} `INVALID_MARKER` */
  emitMarker(marker: Marker): void {
    if (!this.#closed) this.#init.onMarker?.(checkMarker(marker));
  }

  /** Something that the user should see: battery, signal quality, a warning. Low-rate. */
  report(level: ReportLevel, message: string): void {
    if (!this.#closed) this.#init.onReport?.(level, message);
  }

  close(): void {
    this.#closed = true;
  }
}

/** Asking for a transport that the manifest does not name fails with words instead of `undefined`. */
function guardTransports(available: Partial<TransportMap>): TransportMap {
  const guarded = {};
  for (const kind of transportKinds) {
    Object.defineProperty(guarded, kind, {
      enumerable: true,
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

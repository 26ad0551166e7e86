import type { Clock } from '../clock.js';
import type { StreamDescriptor } from '../descriptor.js';
import { DriverError } from '../errors.js';
import type { FrameEnvelope } from '../frame.js';
import type { JsonObject, JsonValue } from '../json.js';
import type { Marker } from '../marker.js';
import type { SearchResult, SearchResultInit } from '../search-result.js';
import type { TransportMap } from '../transports/transport.js';
import type { DeviceCommands } from './commands.js';
import type { DriverContext, Logger, ReportLevel } from './context.js';
import { type EmitOptions, type EmitSamples, StreamEmitter } from './stream-emitter.js';

/** Marks driver classes of whichever copy of the SDK: `instanceof` would fail between two copies. */
const driverBrand = Symbol.for('modlink.driver');

/** What every control method gets beside its arguments. */
export interface ControlOptions {
  /** Fires when the host gives up on the call. A result after that is dropped. */
  readonly signal: AbortSignal;
}

/** A result now or later. */
export type Awaitable<T> = T | Promise<T>;

/** What `connectDevice` may give: nothing, or the streams of the device that was really found. */
// biome-ignore lint/suspicious/noConfusingVoidType: a method without a return statement is to be accepted.
export type ConnectedStreams = readonly StreamDescriptor[] | void;

/** What `search` may give: results, or the plain objects that they are made of. */
export type SearchResults<Extra extends JsonObject> = readonly (
  | SearchResult<Extra>
  | SearchResultInit<Extra>
)[];

/**
 * A driver: one class that finds a device, connects it, and emits frames.
 *
 * The host makes it with a zero-argument factory, calls `bind` once, and then its control methods one at a time and in
 * order, on the driver's own thread or process. One instance manages at most one device at a time. The constructor
 * opens no device.
 *
 * @typeParam Extra - what `search` puts into a result for `connectDevice`.
 * @typeParam Settings - the values of the settings schema in the manifest.
 */
export abstract class Driver<
  Extra extends JsonObject = JsonObject,
  Settings extends JsonObject = JsonObject,
> {
  static readonly [driverBrand] = 1;

  #context: DriverContext<Settings> | undefined;
  #emitter: StreamEmitter | undefined;

  /** Stable, of the form `name.XX`. Where several devices of one kind run, the host gives the others their ordinals. */
  abstract readonly deviceId: string;

  /** The provider ids that `search()` accepts. */
  readonly supportedProviders: readonly string[] = [];

  /** What people read. To give another one: `override get displayName() { return 'My sensor'; }`. */
  get displayName(): string {
    return this.deviceId;
  }

  /** Every stream that the driver may emit; readable before a device is connected, and the same each time. */
  abstract descriptors(): readonly StreamDescriptor[];

  /** Looks for devices. */
  abstract search(provider: string, options: ControlOptions): Awaitable<SearchResults<Extra>>;

  /**
   * Connects the device of a search result, whose `extra` comes back unchanged.
   * @returns nothing, or the descriptors of the device that was really found, which then hold until it is disconnected.
   */
  abstract connectDevice(result: SearchResult<Extra>, options: ControlOptions): Awaitable<ConnectedStreams>;

  /** Lets go of the device: closes what `connectDevice` opened. */
  abstract disconnectDevice(options: ControlOptions): Awaitable<void>;

  /** Returns soon after streaming began. */
  abstract startStreaming(options: ControlOptions): Awaitable<void>;

  /** Ends streaming; the device stays connected. */
  abstract stopStreaming(options: ControlOptions): Awaitable<void>;

  /**
   * What can be done with the connected device beside streaming, by name; read after each connect. Nothing, by default.
   *
   * ```ts
   * import { type DeviceCommands } from '@modlink/sdk';
   *
   * const commands = (): DeviceCommands => ({
   *   'switch-light': {
   *     title: 'Switch the light',
   *     arguments: { type: 'object', properties: { on: { type: 'boolean', default: true } } },
   *     run: async ({ on }, { signal }) => console.log(on, signal.aborted),
   *   },
   * });
   * ```
   */
  commands(): DeviceCommands {
    return {};
  }

  /** Called once, after `bind`, when the driver's own thread is up. */
  onRuntimeStarted(): Awaitable<void> {}

  /** Called before the driver's thread exits: release everything. */
  onShutdown(): Awaitable<void> {}

  /**
   * Attaches the host, once, before anything else.
   * @throws {DriverError} `ALREADY_BOUND`
   */
  bind(context: DriverContext<Settings>): void {
    if (this.#context !== undefined) {
      throw new DriverError(
        'ALREADY_BOUND',
        `${this.constructor.name} is bound to a host already; a driver is bound once.`,
      );
    }
    this.#context = context;
  }

  /**
   * Emits samples of one of the driver's streams; the SDK fills in id, shape, sequence number and time.
   * @param samples - for a signal a typed array or numbers, for as many channels as the descriptor has names (one, when it
   * has none); for every payload an array with its shape: `ndarray(values, shape)`. It may be reused at once.
   * @returns `false` when the host did not take the frame.
   * @throws {DriverError} `NOT_BOUND`, `UNKNOWN_STREAM`, `INVALID_FRAME`.
   */
  protected emit(streamKey: string, samples: EmitSamples, options?: EmitOptions): boolean {
    const context = this.context;
    if (context.isClosed) return false;
    this.#emitter ??= new StreamEmitter(context, this.descriptors());
    return context.emitFrame(this.#emitter.frame(streamKey, samples, options));
  }

  /**
   * Emits a frame that the driver made itself.
   * @returns `false` when the host did not take it.
   * @throws {DriverError} `NOT_BOUND`
   */
  protected emitFrame(frame: FrameEnvelope): boolean {
    return this.context.emitFrame(frame);
  }

  /**
   * Says that the device is gone: any JSON-friendly detail. Ends streaming and connection.
   * @throws {DriverError} `NOT_BOUND`
   */
  protected emitConnectionLost(detail: JsonValue): void {
    this.context.emitConnectionLost(detail);
  }

  /**
   * Says that streaming ended by itself, because the device has no more to give: the end of a recording, of a measurement of
   * fixed length. It stays connected, and can be started again. Emit the last frame before it.
   * @throws {DriverError} `NOT_BOUND`
   */
  protected emitStreamingEnded(): void {
    this.context.emitStreamingEnded();
  }

  /**
   * Marks a point in time: a trigger input, a button.
   * @throws {DriverError} `NOT_BOUND`, `INVALID_MARKER`.
   */
  protected emitMarker(marker: Marker): void {
    this.context.emitMarker(marker);
  }

  /**
   * Says that the streams of the connected device are others now, such as after a command that set the gain. They hold
   * until it is disconnected, as those that `connectDevice` gave. Not while it streams.
   * @throws {DriverError} `NOT_BOUND`
   */
  protected changeStreams(descriptors: readonly StreamDescriptor[]): void {
    this.context.changeStreams(descriptors);
    this.useDescriptors(descriptors);
  }

  /**
   * Tells the user something: battery, signal quality, a warning. Low-rate.
   * @throws {DriverError} `NOT_BOUND`
   */
  protected report(level: ReportLevel, message: string): void {
    this.context.report(level, message);
  }

  /**
   * The transports that the manifest names.
   * @throws {DriverError} `NOT_BOUND`; for a transport that is not there, `TRANSPORT_NOT_AVAILABLE`.
   */
  protected get transports(): TransportMap {
    return this.context.transports;
  }

  /** The values of the settings, complete and valid by the manifest's schema. */
  protected get settings(): Settings {
    return this.context.settings;
  }

  /** The host clock. */
  protected get clock(): Clock {
    return this.context.clock;
  }

  /** Lines for whoever debugs the driver. */
  protected get log(): Logger {
    return this.context.log;
  }

  /**
   * What the host attached.
   * @throws {DriverError} `NOT_BOUND`
   */
  protected get context(): DriverContext<Settings> {
    if (this.#context === undefined) {
      throw new DriverError(
        'NOT_BOUND',
        `${this.constructor.name} is not bound to a host yet: nothing can be emitted, and no transport or setting is there, ` +
          'before bind(context). Do such work in connectDevice or later, not in the constructor.',
      );
    }
    return this.#context;
  }

  /**
   * Told by the SDK or the host which descriptors `connectDevice` gave; `undefined` goes back to `descriptors()`.
   * @internal
   */
  useDescriptors(descriptors: readonly StreamDescriptor[] | undefined): void {
    this.#emitter = new StreamEmitter(this.context, descriptors ?? this.descriptors(), this.#emitter);
  }
}

/** Methods that a driver must bring. TypeScript demands them; for plain JavaScript they fail with words. */
export const requiredMethods = [
  'descriptors',
  'search',
  'connectDevice',
  'disconnectDevice',
  'startStreaming',
  'stopStreaming',
] as const satisfies readonly (keyof Driver)[];

/**
 * Gives abstract methods a body that fails with words, for drivers in plain JavaScript.
 * @internal
 */
export function failWhenMissing(prototype: Driver, methods: readonly string[]): void {
  for (const method of methods) {
    Object.defineProperty(prototype, method, {
      configurable: true,
      writable: true,
      value(this: Driver) {
        throw new DriverError(
          'METHOD_NOT_IMPLEMENTED',
          `The driver class ${this.constructor.name} does not implement ${method}(). Every driver of its kind has to.`,
        );
      },
    });
  }
}

failWhenMissing(Driver.prototype, requiredMethods);

/** A zero-argument callable that gives a driver. */
export type DriverFactory = () => Awaitable<Driver>;

/** Whether a value is a driver instance, of whichever copy of the SDK. */
export function isDriver(value: unknown): value is Driver {
  return typeof value === 'object' && value !== null && isDriverClass(value.constructor);
}

/** Whether a value is a driver class, of whichever copy of the SDK. */
export function isDriverClass(value: unknown): value is new () => Driver {
  return typeof value === 'function' && driverBrand in value;
}

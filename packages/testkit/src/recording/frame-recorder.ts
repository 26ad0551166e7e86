import {
  type Driver,
  DriverContext,
  type DriverContextInit,
  type JsonObject,
  type JsonValue,
  type Marker,
  type ReportLevel,
  runCommand,
  SearchResult,
  type SearchResultInit,
  type StreamDescriptor,
} from '@modlink/sdk';
import { TestkitError } from '../errors.js';
import { type RecordedFrame, recordFrame } from './recorded-frame.js';

/** What a driver gets from a recorder: all that a host gives, but for the sinks. */
export interface FrameRecorderOptions<Settings extends JsonObject = JsonObject>
  extends Omit<
    DriverContextInit<Settings>,
    'onFrame' | 'onConnectionLost' | 'onMarker' | 'onReport' | 'onStreamsChanged'
  > {
  /** Called with each frame once it is kept. `false` says to the driver that it was not taken. */
  readonly onFrame?: ((frame: RecordedFrame) => unknown) | undefined;
}

/** Something that the driver told the user. */
export interface RecordedReport {
  readonly level: ReportLevel;
  readonly message: string;
}

/** Notes what the driver said itself: the context makes text of a detail that is no JSON. */
class RecordingContext<Settings extends JsonObject> extends DriverContext<Settings> {
  readonly givenDetails: unknown[] = [];

  override emitConnectionLost(detail: JsonValue): void {
    if (!this.isClosed) this.givenDetails.push(detail);
    super.emitConnectionLost(detail);
  }
}

/** A host for one driver that keeps what the driver emits. It calls `bind` at once. */
export class FrameRecorder<Extra extends JsonObject = JsonObject, Settings extends JsonObject = JsonObject> {
  readonly driver: Driver<Extra, Settings>;
  /** What the driver is bound to. */
  readonly context: DriverContext<Settings>;
  /** In the order in which they were emitted. */
  readonly frames: RecordedFrame[] = [];
  readonly markers: Marker[] = [];
  readonly reports: RecordedReport[] = [];
  /** The details of the connection losses. */
  readonly losses: JsonValue[] = [];
  readonly #recording: RecordingContext<Settings>;
  #streams: readonly StreamDescriptor[] | undefined;

  constructor(driver: Driver<Extra, Settings>, options: FrameRecorderOptions<Settings> = {}) {
    const { onFrame, ...init } = options;
    this.driver = driver;
    this.#recording = new RecordingContext<Settings>({
      ...init,
      onFrame: (frame) => {
        const recorded = recordFrame(frame, this.context.clock.nowNs());
        this.frames.push(recorded);
        return onFrame?.(recorded);
      },
      onConnectionLost: (detail) => this.losses.push(detail),
      onMarker: (marker) => this.markers.push(marker),
      onStreamsChanged: (descriptors) => {
        this.#streams = descriptors;
      },
      onReport: (level, message) => this.reports.push({ level, message }),
    });
    this.context = this.#recording;
    driver.bind(this.context);
  }

  /** What the driver gave as details of connection losses, before they became JSON. */
  get givenLossDetails(): readonly unknown[] {
    return this.#recording.givenDetails;
  }

  /** The streams of the connected device, or those that the driver previews. */
  get streams(): readonly StreamDescriptor[] {
    return this.#streams ?? this.driver.descriptors();
  }

  /** What the driver finds, as a host passes it on: a copy. */
  async search(provider: string, signal = unlimited()): Promise<SearchResult<Extra>[]> {
    const found = await this.driver.search(provider, { signal });
    return found.map((result) => new SearchResult<Extra>(result));
  }

  /**
   * Connects a device: of a search result, or the first that the driver finds at a provider.
   * @returns the streams of the device.
   * @throws {TestkitError} `NO_DEVICE_FOUND`
   */
  async connect(
    from: string | SearchResult<Extra> | SearchResultInit<Extra>,
    signal = unlimited(),
  ): Promise<readonly StreamDescriptor[]> {
    const result = typeof from === 'string' ? (await this.search(from, signal))[0] : new SearchResult(from);
    if (result === undefined) {
      throw new TestkitError(
        'NO_DEVICE_FOUND',
        `The driver found no device at the provider "${String(from)}".`,
      );
    }
    this.#streams = (await this.driver.connectDevice(result, { signal })) ?? undefined;
    this.driver.useDescriptors(this.#streams);
    return this.streams;
  }

  /** Starts streaming. */
  async start(signal = unlimited()): Promise<void> {
    await this.driver.startStreaming({ signal });
  }

  /** Stops streaming; the device stays connected. */
  async stop(signal = unlimited()): Promise<void> {
    await this.driver.stopStreaming({ signal });
  }

  /**
   * Runs one of the device's commands. Unlike a host it checks no arguments.
   * @returns what it gave; `null` for nothing.
   */
  runCommand(name: string, args: JsonObject = {}, signal = unlimited()): Promise<JsonValue> {
    return runCommand(this.driver, name, args, { signal });
  }

  /** Lets go of the device; the streams are those of the preview again. */
  async disconnect(signal = unlimited()): Promise<void> {
    await this.driver.disconnectDevice({ signal });
    this.#streams = undefined;
    this.driver.useDescriptors(undefined);
  }

  /** The frames of one stream. */
  framesOf(streamKey: string): RecordedFrame[] {
    return this.frames.filter((frame) => frame.streamKey === streamKey);
  }
}

const unlimited = (): AbortSignal => new AbortController().signal;

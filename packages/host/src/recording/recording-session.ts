import {
  type DriverProvenance,
  type RecordingEvent,
  type RecordingIdentity,
  type StreamGap,
  StreamStatistics,
} from '@modlink/recording';
import { encodeEvent, eventsChannel } from '@modlink/recording/format';
import type { Clock, JsonValue, StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { HostError } from '../errors.js';
import { GapLog, type GapReport } from './gap-log.js';
import type { RecordingLink } from './recording-link.js';
import type { RecordingParts } from './recording-parts.js';
import type { RecordingState, RecordingSummary } from './recording-summary.js';
import { type SpaceOptions, SpaceWatch, type SpaceWatchOptions } from './space-watch.js';

interface RecordedStream {
  readonly channelId: number;
  readonly streamId: string;
  readonly descriptor: StreamDescriptor;
  readonly statistics: StreamStatistics;
  readonly gapLog: GapLog;
}

/** What a recording tells, once. */
export interface SessionCallbacks {
  /** Called when the recording failed, after its state says so. */
  readonly onFailure?: ((error: HostError) => void) | undefined;
  /** Called when the recording finished, also by itself. */
  readonly onFinished?: (() => void) | undefined;
}

/**
 * A running recording. It takes the bytes of frames as they are and never waits for the disk.
 * Made by `startRecordingSession`.
 */
export class RecordingSession implements AsyncDisposable {
  readonly #link: RecordingLink;
  readonly #parts: RecordingParts;
  readonly #identity: RecordingIdentity;
  readonly #clock: Clock;
  readonly #callbacks: SessionCallbacks;
  readonly #streams: RecordedStream[] = [];
  /** The channel that each stream writes to now. */
  readonly #currentStreams = new Map<string, RecordedStream>();
  #space: SpaceWatch | undefined;
  #stopTimer: NodeJS.Timeout | undefined;
  #state: RecordingState = 'recording';
  #error: HostError | undefined;
  #completion: Promise<void> | undefined;
  #events = 0;
  #lastLogTimeNs = 0n;

  constructor(
    link: RecordingLink,
    parts: RecordingParts,
    identity: RecordingIdentity,
    clock: Clock,
    callbacks: SessionCallbacks,
  ) {
    this.#link = link;
    this.#parts = parts;
    this.#identity = identity;
    this.#clock = clock;
    this.#callbacks = callbacks;
  }

  /** Ends the recording in order before its disk is full, and tells ahead of it. */
  watchSpace(options: Pick<SpaceWatchOptions, 'remainingMs' | 'onLow' | keyof SpaceOptions>): void {
    const { onLow } = options;
    this.#space = new SpaceWatch({
      ...options,
      path: this.path,
      writtenBytes: () => this.#link.fileBytes + this.#link.pendingBytes,
      onLow: (space) => {
        this.addEvent({ type: 'low-space', data: { ...space, lastsMs: Math.round(space.lastsMs ?? 0) } });
        onLow(space);
      },
      onExhausted: (error) => this.endFailed('low-space', error, {}),
    });
  }

  get state(): RecordingState {
    return this.#state;
  }

  get path(): string {
    return this.#link.path;
  }

  /**
   * Records one more stream, also while others run. A stream that is there already goes on in a new channel with the new
   * descriptor, and an event says so.
   */
  addStream(descriptor: StreamDescriptor, source: DriverProvenance): void {
    if (this.#state !== 'recording') return;
    this.#parts.addProvenance(source);
    const { streamId } = descriptor;
    const channelId = eventsChannel.id + 1 + this.#streams.length;
    const statistics = new StreamStatistics(descriptor.nominalSampleRateHz);
    this.#parts.addChannel(channelId, descriptor, source.driverId, statistics);
    const stream: RecordedStream = {
      channelId,
      streamId,
      descriptor,
      statistics,
      gapLog: new GapLog(),
    };
    const replaced = this.#currentStreams.has(streamId);
    this.#streams.push(stream);
    this.#currentStreams.set(streamId, stream);
    if (replaced) {
      this.addEvent({
        type: 'descriptor-changed',
        deviceId: descriptor.deviceId,
        streamId,
        data: { channelId },
      });
    }
  }

  /**
   * Records a frame. Its bytes are copied before this returns.
   * @param receivedNs - host clock at its arrival; now unless given.
   * @returns whether the recording took it: `false` once it is over.
   * @throws {HostError} `RECORDING_UNKNOWN_STREAM` for a stream that was not added.
   */
  write(streamId: string, view: FrameView, receivedNs: bigint = this.#clock.nowNs()): boolean {
    if (this.#state !== 'recording') return false;
    const stream = this.#currentStreams.get(streamId) ?? this.#unknown(streamId);
    if (!this.#link.hasRoomFor(view.bytes.byteLength)) {
      this.#overflow();
      return false;
    }
    this.#parts.count(stream.channelId, view, receivedNs, () => this.#currentChannels());
    const gap = stream.statistics.add(view, receivedNs);
    const { timestampNs, seq } = view;
    this.#link.send({
      channelId: stream.channelId,
      sequence: (seq ?? 0) % 0x1_0000_0000,
      logTimeNs: this.#logTime(receivedNs),
      // MCAP times have no sign.
      publishTimeNs: timestampNs > 0n ? timestampNs : 0n,
      data: view.bytes,
    });
    if (gap !== undefined) this.#addGap(stream, gap, receivedNs);
    return true;
  }

  /**
   * Records a marker, or something that happened; now, unless it says when.
   * @returns whether the recording took it.
   * @throws {RecordingError} `RECORDING_INVALID_EVENT`
   */
  addEvent(
    event: Omit<RecordingEvent, 'timestampNs'> & { readonly timestampNs?: bigint | undefined },
  ): boolean {
    if (this.#state !== 'recording') return false;
    const nowNs = this.#clock.nowNs();
    this.#sendEvent({ ...event, timestampNs: event.timestampNs ?? nowNs }, nowNs);
    return true;
  }

  snapshot(): RecordingSummary {
    const streams = this.#streams.map(({ channelId, streamId, statistics }) => ({
      channelId,
      streamId,
      statistics: statistics.snapshot(),
    }));
    const sum = (key: 'frames' | 'samples' | 'gaps'): number =>
      streams.reduce((total, { statistics }) => total + statistics[key], 0);
    return {
      ...this.#identity,
      state: this.#state,
      error: this.#error,
      path: this.#link.path,
      paths: [...this.#link.paths],
      fileBytes: this.#link.fileBytes,
      pendingBytes: this.#link.pendingBytes,
      durableUpToNs: this.#link.flushedUpToNs,
      frames: sum('frames'),
      samples: sum('samples'),
      gaps: sum('gaps'),
      events: this.#events,
      streams,
    };
  }

  /**
   * Ends the recording and completes the file. Frames that come after this are not taken. It never rejects: the summary
   * says whether the recording `finished` or `failed`. Calling it again waits for the same end.
   */
  async finish(): Promise<RecordingSummary> {
    if (this.#state === 'recording') this.#state = 'finishing';
    this.#stopWatching();
    await this.#complete();
    if (this.#state === 'finishing') {
      this.#state = 'finished';
      this.#callbacks.onFinished?.();
    }
    return this.snapshot();
  }

  /** Ends it by itself, unless it is over before. */
  finishAfter(durationMs: number): void {
    this.#stopTimer = setTimeout(() => void this.finish(), durationMs);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  /** The file can be written no further. */
  fail(error: HostError): void {
    if (this.#state === 'failed' || this.#state === 'finished') return;
    this.#stopWatching();
    this.#state = 'failed';
    this.#error = error;
    // Not from within write(): who publishes a frame does not expect that.
    queueMicrotask(() => this.#callbacks.onFailure?.(error));
  }

  /** Ends the recording as failed, in order: an event says why, and the file is completed. */
  endFailed(type: 'overflow' | 'low-space', error: HostError, data: JsonValue): void {
    if (this.#state !== 'recording') return;
    const nowNs = this.#clock.nowNs();
    this.#sendEvent({ type, timestampNs: nowNs, label: error.message, data }, nowNs);
    this.fail(error);
    void this.#complete();
  }

  #overflow(): void {
    const { pendingBytes, path } = this.#link;
    const error = new HostError(
      'RECORDING_OVERFLOW',
      `The disk does not keep up with the recording ${path}: ${pendingBytes} bytes were waiting. It ended here, with ` +
        'everything up to now in the file. Record fewer streams, or to a faster disk.',
      { subject: { path } },
    );
    this.endFailed('overflow', error, { pendingBytes });
  }

  #stopWatching(): void {
    this.#space?.stop();
    clearTimeout(this.#stopTimer);
  }

  #complete(): Promise<void> {
    this.#completion ??= this.#sendEnd();
    return this.#completion;
  }

  #sendEnd(): Promise<void> {
    const nowNs = this.#clock.nowNs();
    for (const stream of this.#streams) this.#sendGap(stream, stream.gapLog.takeRest(), nowNs);
    this.#parts.end();
    return this.#link.finish();
  }

  #currentChannels(): number[] {
    return Array.from(this.#currentStreams.values(), ({ channelId }) => channelId);
  }

  #addGap(stream: RecordedStream, gap: StreamGap, nowNs: bigint): void {
    this.#sendGap(stream, stream.gapLog.add(gap, nowNs), nowNs);
  }

  #sendGap(stream: RecordedStream, report: GapReport | undefined, nowNs: bigint): void {
    if (report === undefined) return;
    const { streamId, descriptor } = stream;
    const { deviceId } = descriptor;
    this.#sendEvent({ type: 'gap', timestampNs: nowNs, deviceId, streamId, data: { ...report } }, nowNs);
  }

  #sendEvent(event: RecordingEvent, nowNs: bigint): void {
    this.#link.send({
      channelId: eventsChannel.id,
      sequence: this.#events,
      logTimeNs: this.#logTime(nowNs),
      publishTimeNs: event.timestampNs > 0n ? event.timestampNs : 0n,
      data: encodeEvent(event),
    });
    this.#events += 1;
  }

  /** The file is ordered as things came in: its times never step back. */
  #logTime(receivedNs: bigint): bigint {
    if (receivedNs > this.#lastLogTimeNs) this.#lastLogTimeNs = receivedNs;
    return this.#lastLogTimeNs;
  }

  #unknown(streamId: string): never {
    throw new HostError(
      'RECORDING_UNKNOWN_STREAM',
      `The recording ${this.path} has no stream ${streamId}. Add it with its descriptor before its first frame.`,
      { subject: { streamId, path: this.path } },
    );
  }
}

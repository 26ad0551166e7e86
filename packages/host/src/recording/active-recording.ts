import { type DriverProvenance, RecordingError } from '@modlink/recording';
import type { JsonValue, StreamDescriptor, Unsubscribe } from '@modlink/sdk';
import {
  type Bus,
  type BusStream,
  type FrameMessage,
  type StreamSelector,
  streamMatcher,
} from '../bus/bus.js';
import { HostError } from '../errors.js';
import type { HostEvents } from '../events/host-events.js';
import { forwardEvents } from './recorded-events.js';
import type { RecordingSession } from './recording-session.js';
import type { RecordingState, RecordingSummary } from './recording-summary.js';
import type { SpaceLeft } from './space-watch.js';

/** Whether there is room for a recording. */
export interface RecordingSpace extends SpaceLeft {
  /** Whether the free space lasts for the time that was asked about. */
  readonly isEnough: boolean;
}

/** When a marker was, and what belongs to it. */
export interface MarkOptions {
  /** Host clock; now when absent. */
  readonly timestampNs?: bigint | undefined;
  readonly data?: JsonValue | undefined;
}

/** The parts of a host that a recording is made of. */
export interface RecordedHost {
  readonly bus: Bus;
  readonly events: HostEvents;
  readonly provenanceOf: (deviceId: string) => DriverProvenance;
}

/** What an {@link ActiveRecording} is made of. */
export interface ActiveRecordingParts {
  readonly recordingId: string;
  readonly session: RecordingSession;
  readonly selector: StreamSelector;
  readonly endsNs: bigint | undefined;
  /** What is to be in it of the time before. */
  readonly before: Iterable<FrameMessage>;
  space(): Promise<RecordingSpace | undefined>;
  onEnded(): void;
}

/** A running recording of a host's bus. */
export class ActiveRecording implements AsyncDisposable {
  readonly recordingId: string;
  /** Host clock at its planned end; `undefined` where it goes on until it is finished. */
  readonly endsNs: bigint | undefined;
  readonly #session: RecordingSession;
  readonly #options: RecordedHost;
  readonly #recorded = new WeakSet<BusStream>();
  readonly #deviceIds = new Set<string>();
  readonly #ends: Unsubscribe[];
  readonly #parts: ActiveRecordingParts;
  #ended = false;

  /** @internal made by {@link Recordings.start} */
  constructor(parts: ActiveRecordingParts, options: RecordedHost) {
    const { recordingId, session, selector, before } = parts;
    this.recordingId = recordingId;
    this.endsNs = parts.endsNs;
    this.#session = session;
    this.#options = options;
    this.#parts = parts;
    const take = ({ stream, view, arrivalNs }: FrameMessage) => {
      this.#add(stream);
      session.write(stream.streamId, view, arrivalNs);
    };
    const isWanted = streamMatcher(selector);
    for (const message of before) if (isWanted(message.stream.descriptor)) take(message);
    this.#ends = [
      options.bus.tap(selector, take, { name: recordingId }),
      options.bus.watch(selector, (stream) => this.#add(stream)),
      forwardEvents(options.events, session, (deviceId) => this.#deviceIds.has(deviceId)),
    ];
  }

  /** Whether it holds streams of a device. */
  holds(deviceId: string): boolean {
    return this.#deviceIds.has(deviceId);
  }

  get path(): string {
    return this.#session.path;
  }

  get state(): RecordingState {
    return this.#session.state;
  }

  /** How far it is: size, frames, gaps, statistics of each stream, and up to when everything is on disk. */
  snapshot(): RecordingSummary {
    return this.#session.snapshot();
  }

  /** How long the free space lasts for what its streams bring now; `undefined` where the system does not say. */
  space(): Promise<RecordingSpace | undefined> {
    return this.#parts.space();
  }

  /** Marks a moment. @throws {HostError} `RECORDING_ENDED`; {RecordingError} `RECORDING_INVALID_EVENT` */
  mark(label: string, options: MarkOptions = {}): void {
    this.#addEvent('marker', label, options);
  }

  /** Begins a segment, which `endSegment` with the same label ends. */
  startSegment(label: string, options: MarkOptions = {}): void {
    this.#addEvent('segment-start', label, options);
  }

  endSegment(label: string, options: MarkOptions = {}): void {
    this.#addEvent('segment-end', label, options);
  }

  /** Ends the recording and completes its file. The summary says whether it finished or failed; it never rejects. */
  async finish(): Promise<RecordingSummary> {
    const summary = await this.#session.finish();
    this.ended();
    return summary;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.finish();
  }

  /** @internal The session is over, by request or because it failed. */
  ended(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const end of this.#ends) end();
    this.#parts.onEnded();
    const { recordingId, path } = this;
    const { error } = this.#session.snapshot();
    if (error === undefined) this.#options.events.emit('recording-finished', { recordingId, path });
    else this.#options.events.emit('recording-failed', { recordingId, path, error });
  }

  #add(stream: BusStream): void {
    if (this.#recorded.has(stream)) return;
    this.#recorded.add(stream);
    const descriptor: StreamDescriptor = stream.descriptor;
    this.#deviceIds.add(descriptor.deviceId);
    const { firmware } = descriptor.metadata;
    this.#session.addStream(descriptor, {
      ...this.#options.provenanceOf(descriptor.deviceId),
      ...(typeof firmware === 'string' && { firmware }),
    });
  }

  #addEvent(
    type: 'marker' | 'segment-start' | 'segment-end',
    label: string,
    { timestampNs, data }: MarkOptions,
  ): void {
    if (typeof label !== 'string' || label.trim() === '') {
      throw new RecordingError('RECORDING_INVALID_EVENT', `A ${type} has a label that is not empty.`);
    }
    if (!this.#session.addEvent({ type, label, timestampNs, data })) {
      throw new HostError(
        'RECORDING_ENDED',
        `The recording ${this.path} is ${this.state}: it takes no more markers.`,
        {
          subject: { path: this.path },
        },
      );
    }
  }
}

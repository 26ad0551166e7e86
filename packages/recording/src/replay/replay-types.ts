import type { Clock, StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { RecordingEvent } from '../format/recording-event.js';
import type { OpenRecordingFile } from '../reading/open-recording.js';
import type { RecordedStreamInfo, RecordingInfo } from '../reading/recording.js';

/** The slowest and the fastest speed that time is kept at. */
export const slowestSpeed = 0.1;
export const fastestSpeed = 16;

/** How many times faster than it was recorded, from 0.1 to 16; or `'max'`: as fast as the consumer takes it. */
export type ReplaySpeed = number | 'max';

/** A part of the timeline, in milliseconds from its start. */
export interface ReplayRange {
  readonly fromMs: number;
  readonly toMs: number;
}

/** `true`: all of it again and again; a range: just that part. */
export type ReplayLoop = boolean | ReplayRange;

/**
 * How several recordings lie beside each other. `clock`: as they were made, by the host clock in them. `start`: each begins
 * at the start of the timeline.
 */
export type ReplayAlignment = 'clock' | 'start';

/** `ended` and `paused` can be played on; `failed` and `closed` are final. */
export type ReplayState = 'paused' | 'playing' | 'ended' | 'failed' | 'closed';

/** A replay as it stands. */
export interface ReplayStatus {
  readonly state: ReplayState;
  /** Where it is on the timeline, milliseconds from its start. */
  readonly positionMs: number;
  readonly durationMs: number;
  readonly speed: ReplaySpeed;
  readonly loop: ReplayLoop;
}

/** One recording on the timeline. */
export interface ReplayFile {
  readonly info: RecordingInfo;
  /** Where its first frame or event is on the timeline, milliseconds from its start. */
  readonly startMs: number;
}

/** One stream of a replay. */
export interface ReplayStream {
  /** As in the recording, but for the device id where another recording has that device at the same time. */
  readonly descriptor: StreamDescriptor;
  readonly streamId: string;
  readonly recorded: RecordedStreamInfo;
  readonly file: RecordingInfo;
}

/** A frame that is due. */
export interface ReplayFrame {
  readonly stream: ReplayStream;
  /**
   * The frame as it was recorded, with its own timestamp, in bytes of its own. They are those of the file, but where the
   * device had to get another id: then they are encoded anew with this id.
   */
  readonly view: FrameView;
  /** Host clock at its arrival when it was recorded. */
  readonly receivedNs: bigint;
  readonly positionMs: number;
  /**
   * What its timestamp comes to on the clock of this replay, as though it were recorded now at this speed. It increases
   * with each frame of a stream, also from one round to the next; with the speed `'max'` it is the time of delivery.
   */
  readonly replayNs: bigint;
}

/** A marker, or what befell a stream, that is due. */
export interface ReplayEvent {
  /** As it was recorded. */
  readonly event: RecordingEvent;
  readonly file: RecordingInfo;
  readonly positionMs: number;
  /** What its timestamp comes to on the clock of this replay. */
  readonly replayNs: bigint;
}

/** Who gets what is replayed. While a promise that it gives is pending nothing more is delivered. */
export interface ReplayConsumer {
  onFrame(frame: ReplayFrame): void | Promise<void>;
  onEvent?(event: ReplayEvent): void | Promise<void>;
  /** What comes next does not follow on what was before: a seek, or the next round of a loop. */
  onJump?(positionMs: number): void;
  /** State, speed or loop changed, or it jumped. */
  onChange?(status: ReplayStatus): void;
  /** A file could not be read on, or the consumer threw. The state is `failed`. */
  onFailed?(error: unknown): void;
}

/** Timers that a test may move itself. */
export interface ReplayTimers {
  setTimeout(run: () => void, delayMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface ReplayOptions {
  /** 1 when absent. */
  readonly speed?: ReplaySpeed | undefined;
  /** `false` when absent. */
  readonly loop?: ReplayLoop | undefined;
  /** Where it begins, milliseconds from the start of the timeline. */
  readonly startMs?: number | undefined;
  /** `clock` when absent. */
  readonly align?: ReplayAlignment | undefined;
  /** The clock that it is paced by; the system's when absent. */
  readonly clock?: Clock | undefined;
  readonly timers?: ReplayTimers | undefined;
  /** How files are opened; from the disk when absent. */
  readonly openFile?: OpenRecordingFile | undefined;
}

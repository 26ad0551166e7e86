/** What passes between a recording session and the worker that owns its file. Frames go through memory that both see, see `record-segment.ts`. */
import type { RecordingChannel, RecordingCompression } from '@modlink/recording/format';
import type { SerializedError } from '@modlink/sdk';
import type { ExistingFilePolicy } from './recording-file.js';

/** What the worker is started with. */
export interface RecordingWorkerData {
  readonly path: string;
  readonly whenExisting: ExistingFilePolicy;
  /** Whether files are parts, with a number in their names. */
  readonly hasParts: boolean;
  readonly chunkSizeBytes: number;
  /** How often what is there is written. */
  readonly flushEveryMs: number;
  /** Waits after each flush until it is on the disk. */
  readonly fsync: boolean;
  readonly compression: RecordingCompression;
  /** The program that wrote the file. */
  readonly library: string;
}

/** To the worker, in order. */
export type RecordingCommand =
  | { readonly type: 'channel'; readonly channel: RecordingChannel }
  | { readonly type: 'metadata'; readonly name: string; readonly entries: ReadonlyMap<string, string> }
  /** A segment that messages are added to from now on, until the next command; the one before has all that it will have. */
  | { readonly type: 'segment'; readonly memory: SharedArrayBuffer }
  /** Complete the file, and go on in the next. */
  | { readonly type: 'roll' }
  /** Complete the file and end. */
  | { readonly type: 'finish' };

/** From the worker. After `failed` and `finished` it ends. */
export type RecordingReport =
  | { readonly type: 'opened'; readonly path: string }
  /**
   * A flush has written everything up to a log time. It has taken so many bytes of records from the segments, and has no more use
   * for so many segments, the oldest.
   */
  | {
      readonly type: 'flushed';
      readonly upToNs: bigint;
      readonly fileBytes: number;
      readonly recordBytes: number;
      readonly segments: number;
    }
  /** What was sent before `roll` is in a file of this size that is complete; the next has this path. */
  | { readonly type: 'rolled'; readonly path: string; readonly finishedBytes: number }
  | { readonly type: 'finished'; readonly fileBytes: number }
  | { readonly type: 'failed'; readonly error: SerializedError; readonly fileBytes: number };

/** What passes between a recording session and the worker that owns its file. Frames go in batches, see `message-batch.ts`. */
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
  /** How old a message may become in the worker before it is written. */
  readonly flushAfterMs: number;
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
  /** The buffer is transferred and comes back with `taken`. */
  | { readonly type: 'batch'; readonly buffer: ArrayBuffer; readonly usedBytes: number }
  /** Complete the file, and go on in the next. */
  | { readonly type: 'roll' }
  /** Complete the file and end. */
  | { readonly type: 'finish' };

/** From the worker. After `failed` and `finished` it ends. */
export type RecordingReport =
  | { readonly type: 'opened'; readonly path: string }
  /** A batch is in the writer's hands: its buffer is given back. */
  | { readonly type: 'taken'; readonly buffer: ArrayBuffer; readonly usedBytes: number }
  /** A flush has written everything up to a log time. */
  | { readonly type: 'flushed'; readonly upToNs: bigint; readonly fileBytes: number }
  /** What was sent before `roll` is in a file of this size that is complete; the next has this path. */
  | { readonly type: 'rolled'; readonly path: string; readonly finishedBytes: number }
  | { readonly type: 'finished'; readonly fileBytes: number }
  | { readonly type: 'failed'; readonly error: SerializedError; readonly fileBytes: number };

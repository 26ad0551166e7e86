import type { RecordingChannel, RecordingSchema } from '../format/recording-profile.js';
import type { RecordingMessage } from './message-record.js';

/**
 * The container of a recording. Synchronous: what it makes goes to its file at once, in order.
 *
 * Obligations: what `flush` has given to the file makes every message before it readable, also when nothing is ever written
 * again; schemas, channels and metadata are so at once. After a method threw, no other is called, and what the last flush
 * covered stays readable.
 */
export interface RecordingWriter {
  addSchema(schema: RecordingSchema): void;
  addChannel(channel: RecordingChannel): void;
  addMetadata(name: string, entries: ReadonlyMap<string, string>): void;
  /** Its data are copied. */
  addMessage(message: RecordingMessage): void;
  /**
   * Message records, one after the other, as `writeMessageRecord` makes them; zeros between them do not count. They are not
   * copied: they stay as they are until the file has written what was flushed when `flushedBytes` had passed them.
   */
  addRecords(records: Uint8Array): void;
  flush(): void;
  /** Writes what makes the file complete (indexes, statistics). The writer is done with then. */
  finish(): void;
  /** Bytes of message records that were added, and of those that flushes have covered. */
  readonly addedBytes: number;
  readonly flushedBytes: number;
  /** The log time of the last message that a flush covered. */
  readonly flushedUpToNs: bigint | undefined;
}

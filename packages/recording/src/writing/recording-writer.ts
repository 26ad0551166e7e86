import type { RecordingChannel, RecordingSchema } from '../format/recording-profile.js';

export interface RecordingMessage {
  readonly channelId: number;
  /** The low 32 bits of the frame's sequence number; 0 without one. */
  readonly sequence: number;
  /** Host clock at arrival; never less than that of the message before. The file is ordered and indexed by it. */
  readonly logTimeNs: bigint;
  /** The frame's own timestamp. */
  readonly publishTimeNs: bigint;
  readonly data: Uint8Array;
}

/**
 * The container of a recording, whatever its format. Synchronous, for a thread that owns the file.
 *
 * Obligations: `flush` makes every message before it readable from the file, also when nothing is ever written again;
 * schemas, channels and metadata are so at once. After a method threw, no other is called, and what the last flush
 * covered stays readable. While `keepsData` says so, the `data` of messages since the last flush must stay as they are; else
 * they are copied or written.
 */
export interface RecordingWriter {
  addSchema(schema: RecordingSchema): void;
  addChannel(channel: RecordingChannel): void;
  addMetadata(name: string, entries: ReadonlyMap<string, string>): void;
  addMessage(message: RecordingMessage): void;
  flush(): void;
  /** Writes what makes the file complete (indexes, statistics). The writer is done with then. */
  finish(): void;
  /** Whether there are messages that no flush has covered yet. */
  readonly hasUnflushed: boolean;
  /** How many flushes had something to cover. */
  readonly flushCount: number;
  /** Whether data of messages that no flush has covered yet are needed where they were given. */
  readonly keepsData: boolean;
  /** The log time of the last message that a flush covered. */
  readonly flushedUpToNs: bigint | undefined;
}

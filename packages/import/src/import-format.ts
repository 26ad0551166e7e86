import type { DriverProvenance, RecordingEvent } from '@modlink/recording';
import type { JsonObject, NdArray, StreamDescriptor } from '@modlink/sdk';
import type { SourceFile } from './input/source-file.js';
import type { WarningLog } from './input/warning-log.js';

/** Samples of one stream, as the file has them. */
export interface ImportedFrame {
  readonly type: 'frame';
  /** The index of the stream in {@link ForeignRecording.streams}. */
  readonly stream: number;
  /** Of the first sample, nanoseconds since the Unix epoch. */
  readonly timestampNs: bigint;
  /** The time that the file itself says, where that is another, nanoseconds from an origin of its own. */
  readonly deviceTimeNs?: bigint | undefined;
  /** Samples that the device's own counter says were lost before these. */
  readonly lost?: number | undefined;
  /** `[channel, sample]`; stays as it is. */
  readonly data: NdArray;
}

/** A marker, or the start or the end of a segment. */
export interface ImportedEvent {
  readonly type: 'event';
  readonly timestampNs: bigint;
  readonly event: Omit<RecordingEvent, 'timestampNs'>;
}

export type ImportedItem = ImportedFrame | ImportedEvent;

/** What a file of another program holds. */
export interface ForeignRecording {
  /** The time of the first sample or event, nanoseconds since the Unix epoch. */
  readonly startedNs: bigint;
  /** Who was recorded, where the file says it. */
  readonly subject?: string | undefined;
  /** What the file says about itself, in its own words. */
  readonly facts: JsonObject;
  /** Where the streams come from, one entry for each of their devices. */
  readonly devices: readonly Pick<DriverProvenance, 'deviceId' | 'displayName' | 'metadata'>[];
  readonly streams: readonly StreamDescriptor[];
  /** Everything in it, in the order of its times as far as they have one. Read once. */
  items(): AsyncIterable<ImportedItem>;
}

/** What a format is asked to do. */
export interface ImportJob {
  readonly source: SourceFile;
  /** The file's own name, without a folder. */
  readonly fileName: string;
  /** What is lost or guessed. */
  readonly warnings: WarningLog;
  /** A path for a file that is needed while the import runs, and that is removed after it. */
  scratchPath(): string;
}

/** A format that recordings can be made of. Memory stays constant however long the file is. */
export interface ImportFormat {
  readonly id: string;
  /** For people. */
  readonly title: string;
  /** The usual ends of the names, with the dot; for file choosers. */
  readonly extensions: readonly string[];
  /** Whether a file begins as one of this format does. @param head - up to 1 KiB. */
  recognises(head: Buffer): boolean;
  /** @throws {ImportError} `IMPORT_INVALID_FILE`, `IMPORT_TOO_LARGE`, `IMPORT_NOT_READABLE`, `IMPORT_CANCELLED` */
  open(job: ImportJob): Promise<ForeignRecording>;
}

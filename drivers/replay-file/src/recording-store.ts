/** Where recordings are: the only place that touches the file system. */
import { resolve } from 'node:path';
import { findRecordingFiles, ReadableFile, type RecordingBytes } from '@modlink/recording';

/** A file that may be a recording. */
export interface StoredFile {
  /** Absolute. */
  readonly path: string;
  /** When it was last written to, milliseconds since the Unix epoch. */
  readonly modifiedMs: number;
}

/** What the driver needs of a file system; a test that moves time itself gives another one. */
export interface RecordingStore {
  /** The files with the extension `.mcap` in folders, and in folders in these. A folder that is not there has none. */
  list(folders: readonly string[]): Promise<readonly StoredFile[]>;
  /** @throws {RecordingError} `RECORDING_NOT_FOUND`, `RECORDING_NOT_READABLE` */
  open(path: string): Promise<RecordingBytes>;
}

export const fileStore: RecordingStore = {
  list: findRecordingFiles,
  open: (path) => ReadableFile.open(resolve(path)),
};

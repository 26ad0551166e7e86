/** Where recordings are: the only place that touches the file system. */
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaultRecordingFolder, ReadableFile, type RecordingBytes } from '@modlink/recording';

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
  async list(folders) {
    const places = folders.length > 0 ? folders : [defaultRecordingFolder()];
    return (await Promise.all(places.map((folder) => filesIn(resolve(folder))))).flat();
  },
  open: (path) => ReadableFile.open(resolve(path)),
};

async function filesIn(folder: string): Promise<StoredFile[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const files = names
    .filter((name) => name.endsWith('.mcap'))
    .map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      return found?.isFile() ? [{ path, modifiedMs: found.mtimeMs }] : [];
    });
  return (await Promise.all(files)).flat();
}

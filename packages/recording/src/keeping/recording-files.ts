import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { defaultRecordingFolder } from '../recordings-folder.js';
import { editsSuffix } from './event-edits.js';

/** A file that may be a recording. */
export interface RecordingFileInfo {
  /** Absolute. */
  readonly path: string;
  readonly sizeBytes: number;
  /** When it was last written to, milliseconds since the Unix epoch. */
  readonly modifiedMs: number;
  /** When the edits beside it were last written; absent where there are none. */
  readonly editedMs?: number | undefined;
}

/**
 * The files with the extension `.mcap` in folders, and in folders in these; each once. A folder that is not there has none.
 * What has a name that begins with a dot is not looked at: it is on its way, or of the system.
 * @param folders - ModLink's own where there is none.
 */
export async function findRecordingFiles(
  folders: readonly string[] = [],
): Promise<readonly RecordingFileInfo[]> {
  const places = folders.length > 0 ? folders : [defaultRecordingFolder()];
  const found = (await Promise.all(places.map((folder) => filesIn(resolve(folder))))).flat();
  return [...new Map(found.map((file) => [file.path, file])).values()];
}

const hidden = /(^|[\\/])\./;

async function filesIn(folder: string): Promise<RecordingFileInfo[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const there = new Set(names);
  const files = names
    .filter((name) => name.endsWith('.mcap') && !hidden.test(name))
    .map(async (name) => {
      const path = join(folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) return [];
      const edits = there.has(name + editsSuffix)
        ? await stat(path + editsSuffix).catch(() => undefined)
        : undefined;
      return [{ path, sizeBytes: found.size, modifiedMs: found.mtimeMs, editedMs: edits?.mtimeMs }];
    });
  return (await Promise.all(files)).flat();
}

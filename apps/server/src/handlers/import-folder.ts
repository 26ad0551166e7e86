/** What an import has on its way: the file that is uploaded, and the recording that is made of it. */
import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, parse } from 'node:path';
import { isProcessRunning } from '@modlink/host';

/** Folders of other machines on a shared disk are told apart: their process ids say nothing here. */
const machine = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const folderName = /^\.import-([0-9a-f]{8})-(\d+)-[0-9a-f-]{36}$/;
/** Those of this process that are in use: a process id alone does not tell it from one that had the same before. */
const inUse = new Set<string>();

/**
 * A folder of one import, in that of the recordings: their disk has room for it. Its name says whose it is, and is hidden, so
 * that nothing in it is listed.
 */
export class ImportFolder {
  readonly uploadPath: string;
  readonly recordingPath: string;
  readonly #recordingsFolder: string;
  readonly #name: string;

  constructor(recordingsFolder: string, importId: string) {
    this.#recordingsFolder = recordingsFolder;
    this.#name = `.import-${machine}-${process.pid}-${importId}`;
    this.uploadPath = join(this.#path, 'upload');
    this.recordingPath = join(this.#path, 'recording.mcap');
  }

  get #path(): string {
    return join(this.#recordingsFolder, this.#name);
  }

  async create(): Promise<void> {
    inUse.add(this.#name);
    await mkdir(this.#path, { recursive: true });
  }

  /** Brings the recording among the others, under a name that is free there: like that of the file it was made of. */
  async publish(fileName: string): Promise<string> {
    const path = await reserveName(this.#recordingsFolder, fileName);
    try {
      await rename(this.recordingPath, path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return path;
  }

  async remove(): Promise<void> {
    await rm(this.#path, { recursive: true, force: true });
    inUse.delete(this.#name);
  }
}

/** Removes what servers of this machine left that were killed during an import. Those that run keep theirs. */
export async function sweepImports(recordingsFolder: string): Promise<void> {
  const entries = await readdir(recordingsFolder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const [, madeOn, pid] = folderName.exec(entry.name) ?? [];
    if (!entry.isDirectory() || madeOn !== machine || isInUse(entry.name, Number(pid))) continue;
    // What cannot be removed harms nobody: the next start tries again.
    await rm(join(recordingsFolder, entry.name), { recursive: true, force: true }).catch(() => undefined);
  }
}

function isInUse(name: string, pid: number): boolean {
  return pid === process.pid ? inUse.has(name) : isProcessRunning(pid);
}

const longestStem = 100;
/** Names that Windows keeps for itself: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const windowsDevices = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/i;

/** Makes an empty file of a name that nobody had, like the one that the file has where it comes from: `rest.mcap`, `rest_2.mcap`. */
async function reserveName(folder: string, fileName: string): Promise<string> {
  const { name } = parse(fileName.replaceAll('\\', '/'));
  const plain =
    name
      .normalize('NFC')
      .replace(/[^\p{L}\p{N} _-]/gu, '_')
      .slice(0, longestStem)
      .replace(/^[\s_]+|[\s_]+$/g, '') || 'import';
  const stem = windowsDevices.test(plain) ? `${plain}_` : plain;
  for (let number = 1; ; number++) {
    const path = join(folder, number === 1 ? `${stem}.mcap` : `${stem}_${number}.mcap`);
    try {
      await (await open(path, 'wx')).close();
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** One export at a time into a folder that several exports add to, among all processes. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { ExportError } from '../errors.js';
import { cannotWrite } from './output-file.js';

/** Is in the folder as long as an export runs. */
export const folderLockName = '.modlink-export.lock';
/** A lock that was not touched for this long belongs to a process that is gone. */
const staleMs = 10_000;
const usualWaitMs = 15_000;
const pollMs = 100;

export interface FolderLock {
  /** @throws {ExportError} `EXPORT_IN_USE` when this process stood still so long that another one took the lock. */
  requireHeld(): void;
  release(): Promise<void>;
}

/**
 * Waits until nobody else exports into the folder, which is made where it is not there.
 * @param checkCancelled - throws when the export is cancelled.
 * @param onNewFolder - called with the first folder that had to be made.
 * @throws {ExportError} `EXPORT_IN_USE` after `waitMs`, `EXPORT_WRITE_FAILED`
 */
export async function lockFolder(
  folder: string,
  checkCancelled: () => void,
  onNewFolder: (folder: string) => void,
  waitMs = usualWaitMs,
): Promise<FolderLock> {
  const until = performance.now() + waitMs;
  for (;;) {
    checkCancelled();
    try {
      const newFolder = await mkdir(folder, { recursive: true });
      if (newFolder !== undefined) onNewFolder(newFolder);
      return await tryLock(folder);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      // Another export may have taken the folder away that it had made.
      if (code !== 'ELOCKED' && code !== 'ENOENT') throw cannotWrite(folder, cause);
      if (performance.now() > until) throw inUse(folder, cause);
    }
    await delay(pollMs);
  }
}

async function tryLock(folder: string): Promise<FolderLock> {
  let isHeld = true;
  const release = await lock(folder, {
    realpath: false,
    lockfilePath: join(folder, folderLockName),
    stale: staleMs,
    onCompromised: () => {
      isHeld = false;
    },
  });
  return {
    requireHeld() {
      if (!isHeld) throw inUse(folder);
    },
    // One that was taken away as stale is not ours to release.
    release: () => release().catch(() => undefined),
  };
}

function inUse(folder: string, cause?: unknown): ExportError {
  return new ExportError(
    'EXPORT_IN_USE',
    `Another export is adding to ${folder}; nothing was written. Try again when it is done, or choose another folder.`,
    { cause, subject: { path: folder } },
  );
}

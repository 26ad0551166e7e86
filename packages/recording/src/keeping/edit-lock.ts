/** One editor at a time of a recording, among all processes: a lock beside the edits, while they are read and written anew. */
import { lock } from 'proper-lockfile';
import { RecordingError } from '../errors.js';
import { editsSuffix } from './event-edits.js';

/** A lock that was not touched for this long belongs to a process that is gone. */
const staleMs = 5_000;
/** Some ten seconds in all: an edit takes milliseconds, a lock of a process that was killed the time above. */
const retries = { retries: 120, factor: 1.2, minTimeout: 2, maxTimeout: 100, randomize: true };

export interface EditLock extends AsyncDisposable {
  /** @throws {RecordingError} `EDIT_CONFLICT` when this process stood still so long that another one took the lock. */
  requireHeld(): void;
}

/**
 * Waits until nobody else edits the recording.
 * @throws {RecordingError} `EDIT_CONFLICT` after about ten seconds; `EDIT_FAILED` where no lock can be made.
 */
export async function lockEdits(path: string): Promise<EditLock> {
  let isHeld = true;
  const onCompromised = () => {
    isHeld = false;
  };
  const release = await lock(path + editsSuffix, {
    realpath: false,
    stale: staleMs,
    retries,
    onCompromised,
  }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'ELOCKED' ? conflict(path, cause) : editsNotWritten(path, cause);
  });
  return {
    requireHeld() {
      if (!isHeld) throw conflict(path);
    },
    async [Symbol.asyncDispose]() {
      // One that was taken away as stale is not ours to release.
      await release().catch(() => undefined);
    },
  };
}

function conflict(path: string, cause?: unknown): RecordingError {
  return new RecordingError(
    'EDIT_CONFLICT',
    `Another program is editing the recording ${path}; nothing was changed. Try again when it is done.`,
    { cause, subject: { path } },
  );
}

export function editsNotWritten(path: string, cause: Error): RecordingError {
  return new RecordingError(
    'EDIT_FAILED',
    `The edits of ${path} cannot be written beside it (${cause.message}). Give this user permission to write there, or make room.`,
    { cause, subject: { path: path + editsSuffix } },
  );
}

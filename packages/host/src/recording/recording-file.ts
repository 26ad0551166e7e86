import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, rmSync, writevSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { HostError } from '../errors.js';

/** What to do where a file of that name is there already; it is never overwritten. */
export type ExistingFilePolicy = 'fail' | 'number';

/**
 * A new file that is only appended to. Writing is synchronous: it belongs to a thread of its own.
 * After an error the file ends where the last whole append ended, as far as the file system lets us.
 */
export class RecordingFile {
  readonly path: string;
  readonly #descriptor: number;
  #size = 0;
  #closed = false;

  private constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
  }

  /**
   * Makes the parent folders and the file.
   * @throws {HostError} `RECORDING_FILE_EXISTS`, `RECORDING_NOT_WRITABLE`, `RECORDING_DISK_FULL`
   */
  static create(path: string, whenExisting: ExistingFilePolicy): RecordingFile {
    try {
      mkdirSync(dirname(path), { recursive: true });
      for (let number = 1; ; number++) {
        const candidate = number === 1 ? path : numbered(path, number);
        try {
          return new RecordingFile(candidate, openSync(candidate, 'wx'));
        } catch (error) {
          if (whenExisting === 'fail' || codeOf(error) !== 'EEXIST') throw error;
        }
      }
    } catch (error) {
      throw cannotCreate(path, error);
    }
  }

  /** Bytes written. */
  get size(): number {
    return this.#size;
  }

  /** @throws {HostError} `RECORDING_DISK_FULL`, `RECORDING_WRITE_FAILED` */
  append(...pieces: readonly Uint8Array[]): void {
    let left = pieces;
    let written = 0;
    try {
      while (left.length > 0) {
        const bytes = writevSync(this.#descriptor, left);
        written += bytes;
        left = without(left, bytes);
      }
    } catch (error) {
      this.#dropPartialAppend();
      throw cannotWrite(this.path, error);
    }
    this.#size += written;
  }

  /**
   * Waits until everything is on the disk: it is there then even if the computer loses its power.
   * @throws {HostError} `RECORDING_DISK_FULL`, `RECORDING_WRITE_FAILED`
   */
  sync(): void {
    try {
      fsyncSync(this.#descriptor);
    } catch (error) {
      throw cannotWrite(this.path, error);
    }
  }

  /**
   * Waits until everything is on the disk, and closes.
   * @throws {HostError} `RECORDING_DISK_FULL`, `RECORDING_WRITE_FAILED`
   */
  finish(): void {
    this.sync();
    this.close();
  }

  /** Closes the file as it is. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  /** Closes the file and takes it away: for one that has nothing in it. */
  remove(): void {
    this.close();
    rmSync(this.path, { force: true });
  }

  #dropPartialAppend(): void {
    try {
      ftruncateSync(this.#descriptor, this.#size);
    } catch {
      // A reader skips a partial record at the end by itself; the error that led here is the one to tell.
    }
  }
}

/** What is left of pieces after their first bytes. */
function without(pieces: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let skip = bytes;
  return pieces.flatMap((piece) => {
    const skipped = Math.min(skip, piece.byteLength);
    skip -= skipped;
    return skipped === piece.byteLength ? [] : [piece.subarray(skipped)];
  });
}

/** `rest.mcap`, 2 -> `rest_002.mcap`: the file of a part of a recording. */
export function partPath(path: string, part: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}_${String(part).padStart(3, '0')}${extension}`;
}

/** `name.mcap`, 2 -> `name_2.mcap` */
function numbered(path: string, number: number): string {
  const extension = extname(path);
  return `${path.slice(0, path.length - extension.length)}_${number}${extension}`;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function cannotCreate(path: string, cause: unknown): HostError {
  const options = { cause, subject: { path } };
  switch (codeOf(cause)) {
    case 'EEXIST':
      // mkdir gives the same code where a parent folder is a file.
      return (cause as NodeJS.ErrnoException).syscall === 'open'
        ? new HostError(
            'RECORDING_FILE_EXISTS',
            `The file ${path} exists already, and a recording never overwrites one. Choose another name.`,
            options,
          )
        : notWritable(path, cause);
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(path, cause);
    default:
      return notWritable(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): HostError {
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path, cause);
  return new HostError(
    'RECORDING_WRITE_FAILED',
    `The recording ${path} could not be written any further (${messageOf(cause)}). What was written before is readable.`,
    { cause, subject: { path } },
  );
}

function notWritable(path: string, cause: unknown): HostError {
  return new HostError(
    'RECORDING_NOT_WRITABLE',
    `The file ${path} cannot be made (${messageOf(cause)}). Choose a folder that this user may write to.`,
    { cause, subject: { path } },
  );
}

function diskFull(path: string, cause: unknown): HostError {
  return new HostError(
    'RECORDING_DISK_FULL',
    `The disk is full, so the recording ${path} ended. What was written before is readable. Free space or choose another disk.`,
    { cause, subject: { path } },
  );
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

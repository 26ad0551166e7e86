import { close, fsync, ftruncate, mkdirSync, openSync, writev } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';
import { promisify } from 'node:util';
import { HostError } from '../errors.js';

/** What to do where a file of that name is there already; it is never overwritten. */
export type ExistingFilePolicy = 'fail' | 'number';

const onDescriptor = {
  close: promisify(close),
  sync: promisify(fsync),
  truncate: promisify(ftruncate),
  write: promisify(writev),
};

/**
 * A new file that is only appended to. What is appended is written in its order, while the thread goes on; nothing is written
 * after an error. The file ends then where the last whole append ended, as far as the file system lets us.
 */
export class RecordingFile {
  readonly path: string;
  readonly #descriptor: number;
  #size = 0;
  #writtenBytes = 0;
  #written: Promise<void> = Promise.resolve();
  /** What waits for what is being written. */
  #waiting: (readonly Uint8Array[])[] = [];
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

  /** Bytes that were appended. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that are in the file by now. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** Writes nothing before something else is done; nothing at all, where that fails. */
  startAfter(done: Promise<void>): void {
    this.#then(() => done);
  }

  /** The pieces stay as they are until {@link written}. */
  append(...pieces: readonly Uint8Array[]): void {
    this.#size += pieces.reduce((bytes, piece) => bytes + piece.byteLength, 0);
    this.#waiting.push(pieces);
    // All that waits is written at once: behind each append there may be nothing left to do.
    this.#then(() => this.#write(this.#waiting.splice(0)));
  }

  /**
   * Waits behind everything that was appended until it is on the disk: it is there then even if the computer loses its power.
   */
  sync(): void {
    this.#then(async () => {
      await onDescriptor.sync(this.#descriptor).catch((error) => {
        throw cannotWrite(this.path, error);
      });
    });
  }

  /**
   * Resolves when everything that was asked for before is done.
   * @throws {HostError} `RECORDING_DISK_FULL`, `RECORDING_WRITE_FAILED`
   */
  written(): Promise<void> {
    return this.#written;
  }

  /**
   * Waits until everything is on the disk, and closes.
   * @throws {HostError} `RECORDING_DISK_FULL`, `RECORDING_WRITE_FAILED`
   */
  async finish(): Promise<void> {
    this.sync();
    await this.#written;
    await this.close();
  }

  /** Closes the file as it is when nothing is being written. */
  async close(): Promise<void> {
    await this.#written.catch(() => {});
    if (this.#closed) return;
    this.#closed = true;
    // Nothing depends on it any more: of a disk that is gone, no file can be closed in order.
    await onDescriptor.close(this.#descriptor).catch(() => {});
  }

  /** Closes the file and takes it away, if its disk lets us: for one that has nothing in it. */
  async remove(): Promise<void> {
    await this.close();
    await rm(this.path, { force: true }).catch(() => {});
  }

  #then(act: () => Promise<void>): void {
    this.#written = this.#written.then(act);
    // Whoever waits for it is told.
    this.#written.catch(() => {});
  }

  async #write(appends: readonly (readonly Uint8Array[])[]): Promise<void> {
    let left = appends.flat();
    let written = 0;
    try {
      while (left.length > 0) {
        const { bytesWritten } = await onDescriptor.write(this.#descriptor, left);
        written += bytesWritten;
        left = without(left, bytesWritten);
      }
    } catch (error) {
      this.#writtenBytes += wholeBytes(appends, written);
      // A reader skips a partial record at the end by itself; the error that led here is the one to tell.
      await onDescriptor.truncate(this.#descriptor, this.#writtenBytes).catch(() => {});
      throw cannotWrite(this.path, error);
    }
    this.#writtenBytes += written;
  }
}

/** Of as many bytes of appends, those of whole ones. */
function wholeBytes(appends: readonly (readonly Uint8Array[])[], bytes: number): number {
  let whole = 0;
  for (const pieces of appends) {
    const end = pieces.reduce((total, piece) => total + piece.byteLength, whole);
    if (end > bytes) break;
    whole = end;
  }
  return whole;
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

/** What systems say of a disk that is no longer there, or that cannot write. */
const goneCodes = ['EIO', 'ENODEV', 'ENXIO', 'EROFS', 'ESTALE', 'ENOTCONN'];

function cannotWrite(path: string, cause: unknown): HostError {
  const code = codeOf(cause);
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(path, cause);
  const isDiskGone = code !== undefined && goneCodes.includes(code);
  const remedy = isDiskGone
    ? 'Its disk fails or was unplugged: what was written before is readable when it is back. Check the disk and its cable, or choose another.'
    : 'What was written before is readable.';
  return new HostError(
    'RECORDING_WRITE_FAILED',
    `The recording ${path} could not be written any further (${messageOf(cause)}). ${remedy}`,
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

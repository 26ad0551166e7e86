import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ImportError } from '../errors.js';

/** A recording's file under a temporary name. It appears under its own when it is whole, or not at all. */
export class RecordingOutput {
  readonly path: string;
  readonly #temporaryPath: string;
  readonly #overwrite: boolean;
  readonly #descriptor: number;
  #size = 0;
  #isOpen = true;

  private constructor(path: string, temporaryPath: string, overwrite: boolean) {
    this.path = path;
    this.#temporaryPath = temporaryPath;
    this.#overwrite = overwrite;
    this.#descriptor = openSync(temporaryPath, 'wx');
  }

  /** @throws {ImportError} `IMPORT_FILE_EXISTS`, `IMPORT_WRITE_FAILED` */
  static async create(path: string, overwrite: boolean): Promise<RecordingOutput> {
    if (!overwrite && (await exists(path))) throw fileExists(path);
    try {
      mkdirSync(dirname(path), { recursive: true });
      return new RecordingOutput(path, temporaryPathFor(path), overwrite);
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
  }

  get size(): number {
    return this.#size;
  }

  append(...pieces: readonly Uint8Array[]): void {
    try {
      for (const piece of pieces) {
        for (let done = 0; done < piece.byteLength; ) done += writeSync(this.#descriptor, piece, done);
        this.#size += piece.byteLength;
      }
    } catch (cause) {
      throw cannotWrite(this.path, cause);
    }
  }

  /** Gives the file its name, when it is on the disk. @throws {ImportError} `IMPORT_FILE_EXISTS`, `IMPORT_WRITE_FAILED` */
  async publish(): Promise<void> {
    let isReserved = false;
    try {
      fsyncSync(this.#descriptor);
      this.#close();
      if (!this.#overwrite) await reserve(this.path);
      isReserved = !this.#overwrite;
      await rename(this.#temporaryPath, this.path);
    } catch (cause) {
      if (isReserved) await rm(this.path, { force: true });
      throw cause instanceof ImportError ? cause : cannotWrite(this.path, cause);
    }
  }

  /** Removes what was not published. */
  async discard(): Promise<void> {
    this.#close();
    await rm(this.#temporaryPath, { force: true });
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    closeSync(this.#descriptor);
  }
}

/** A name beside a file that nobody else has. */
export function temporaryPathFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}

/** Makes an empty file of that name, so that the rename that follows replaces nobody else's. */
async function reserve(path: string): Promise<void> {
  try {
    await (await open(path, 'wx')).close();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? fileExists(path) : cause;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function fileExists(path: string): ImportError {
  return new ImportError(
    'IMPORT_FILE_EXISTS',
    `The file ${path} exists already. Choose another output, or ask for it to be overwritten.`,
    { subject: { path } },
  );
}

export function cannotWrite(path: string, cause: unknown): ImportError {
  return new ImportError(
    'IMPORT_WRITE_FAILED',
    `The file ${path} cannot be written (${(cause as Error).message}). Choose a folder with enough space that this user may write to.`,
    { cause, subject: { path } },
  );
}

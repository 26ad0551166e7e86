import { randomBytes } from 'node:crypto';
import { access, type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { HostError } from '../errors.js';

const bufferedCharacters = 64 * 1024;

/** A text file under a temporary name, written with back-pressure: await every write. */
export class OutputFile {
  readonly path: string;
  readonly temporaryPath: string;
  readonly #handle: FileHandle;
  #buffered: string[] = [];
  #bufferedLength = 0;
  sizeBytes = 0;

  constructor(path: string, temporaryPath: string, handle: FileHandle) {
    this.path = path;
    this.temporaryPath = temporaryPath;
    this.#handle = handle;
  }

  async write(text: string): Promise<void> {
    this.#buffered.push(text);
    this.#bufferedLength += text.length;
    if (this.#bufferedLength >= bufferedCharacters) await this.flush();
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle.close();
  }

  /** Closes without writing what is buffered. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  async flush(): Promise<void> {
    const bytes = Buffer.from(this.#buffered.join(''));
    this.#buffered = [];
    this.#bufferedLength = 0;
    try {
      for (let written = 0; written < bytes.byteLength; ) {
        written += (await this.#handle.write(bytes, written)).bytesWritten;
      }
    } catch (cause) {
      throw cannotWrite(this.path, cause);
    }
    this.sizeBytes += bytes.byteLength;
  }
}

/** The files of one export: either all of them appear under their names, or none does. */
export class OutputFiles {
  readonly #overwrite: boolean;
  readonly #files = new Set<OutputFile>();

  /** @param overwrite - whether files that are there already are replaced. */
  constructor(overwrite: boolean) {
    this.#overwrite = overwrite;
  }

  /** @throws {HostError} `EXPORT_FILE_EXISTS`, `EXPORT_WRITE_FAILED` */
  async create(path: string): Promise<OutputFile> {
    if (!this.#overwrite && (await exists(path))) throw fileExists(path);
    const temporaryPath = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
    try {
      await mkdir(dirname(path), { recursive: true });
      const file = new OutputFile(path, temporaryPath, await open(temporaryPath, 'wx'));
      this.#files.add(file);
      return file;
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
  }

  /** Takes one file out of the export again. */
  async drop(file: OutputFile): Promise<void> {
    this.#files.delete(file);
    await file.abandon();
    await rm(file.temporaryPath, { force: true });
  }

  /** Closes the files and gives them their names. */
  async publish(): Promise<void> {
    for (const file of this.#files) await file.close();
    const published: OutputFile[] = [];
    try {
      for (const file of this.#files) {
        if (!this.#overwrite) await reserve(file.path);
        published.push(file);
        await rename(file.temporaryPath, file.path);
      }
    } catch (error) {
      if (!this.#overwrite) for (const file of published) await rm(file.path, { force: true });
      throw error instanceof HostError ? error : cannotWrite(published.at(-1)?.path ?? '', error);
    }
    this.#files.clear();
  }

  /** Removes what was not published. */
  async discard(): Promise<void> {
    for (const file of this.#files) await this.drop(file);
  }
}

/** Makes an empty file of that name, so that the rename that follows replaces nobody else's. */
async function reserve(path: string): Promise<void> {
  try {
    await (await open(path, 'wx')).close();
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EEXIST' ? fileExists(path) : cannotWrite(path, cause);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function fileExists(path: string): HostError {
  return new HostError(
    'EXPORT_FILE_EXISTS',
    `The file ${path} exists already. Choose another output, or ask for it to be overwritten.`,
    { subject: { path } },
  );
}

function cannotWrite(path: string, cause: unknown): HostError {
  return new HostError(
    'EXPORT_WRITE_FAILED',
    `The file ${path} cannot be written (${(cause as Error).message}). Choose a folder with enough space that this user may write to.`,
    { cause, subject: { path } },
  );
}

import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { ExportError } from '../errors.js';

const bufferBytes = 64 * 1024;

/** A file under a temporary name, written with back-pressure: await every write. */
export class OutputFile {
  readonly path: string;
  readonly temporaryPath: string;
  readonly #handle: FileHandle;
  readonly #checkCancelled: () => void;
  readonly #buffer = Buffer.allocUnsafe(bufferBytes);
  #buffered = 0;
  #writtenBytes = 0;

  private constructor(path: string, temporaryPath: string, handle: FileHandle, checkCancelled: () => void) {
    this.path = path;
    this.temporaryPath = temporaryPath;
    this.#handle = handle;
    this.#checkCancelled = checkCancelled;
  }

  /** @param checkCancelled - throws when the export is cancelled; called for each write to the disk. */
  static async create(path: string, temporaryPath: string, checkCancelled: () => void): Promise<OutputFile> {
    return new OutputFile(path, temporaryPath, await open(temporaryPath, 'wx'), checkCancelled);
  }

  get sizeBytes(): number {
    return this.#writtenBytes + this.#buffered;
  }

  /** Appends text, as UTF-8, or bytes, which are the caller's again when the promise resolves. */
  async write(content: string | Uint8Array): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    if (this.#buffered + bytes.byteLength > bufferBytes) await this.flush();
    if (bytes.byteLength > bufferBytes) {
      await this.#writeThrough(bytes);
      return;
    }
    this.#buffer.set(bytes, this.#buffered);
    this.#buffered += bytes.byteLength;
  }

  /** Writes over what stands there: for heads that say what only the end knows. */
  async overwrite(positionBytes: number, bytes: Uint8Array): Promise<void> {
    if (positionBytes >= this.#writtenBytes) {
      this.#buffer.set(bytes, positionBytes - this.#writtenBytes);
      return;
    }
    await this.flush();
    await this.#writeAll(bytes, positionBytes);
  }

  async flush(): Promise<void> {
    const bytes = this.#buffer.subarray(0, this.#buffered);
    this.#buffered = 0;
    await this.#writeThrough(bytes);
  }

  /** What has been written so far. */
  async read(): Promise<AsyncIterable<Buffer>> {
    await this.flush();
    return createReadStream(this.temporaryPath);
  }

  /** For a file whose content another program has written under the temporary name: takes over its size. */
  async adopt(): Promise<void> {
    this.#writtenBytes = (await this.#handle.stat()).size;
  }

  async close(): Promise<void> {
    await this.flush();
    await this.#handle.close();
  }

  /** Closes without writing what is buffered. */
  async abandon(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
  }

  async #writeThrough(bytes: Uint8Array): Promise<void> {
    await this.#writeAll(bytes, this.#writtenBytes);
    this.#writtenBytes += bytes.byteLength;
  }

  async #writeAll(bytes: Uint8Array, positionBytes: number): Promise<void> {
    this.#checkCancelled();
    try {
      for (let done = 0; done < bytes.byteLength; ) {
        const { bytesWritten } = await this.#handle.write(bytes, done, undefined, positionBytes + done);
        done += bytesWritten;
      }
    } catch (cause) {
      throw cannotWrite(this.path, cause);
    }
  }
}

export function cannotWrite(path: string, cause: unknown): ExportError {
  return new ExportError(
    'EXPORT_WRITE_FAILED',
    `The file ${path} cannot be written (${(cause as Error).message}). Choose a folder with enough space that this user may write to.`,
    { cause, subject: { path } },
  );
}

import { type FileHandle, open } from 'node:fs/promises';
import { ImportError } from '../errors.js';

export interface SourceProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
}

export interface SourceFileOptions {
  /** Throws when the import is cancelled; called for each read. */
  readonly checkCancelled: () => void;
  readonly onProgress?: ((progress: SourceProgress) => void) | undefined;
}

const progressSteps = 200;
const windowBytes = 64 * 1024;

/** A file of another program, read at any place. Each read checks whether the import goes on. */
export class SourceFile implements AsyncDisposable {
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
  readonly #handle: FileHandle;
  readonly #options: SourceFileOptions;
  readonly #others: SourceFile[] = [];
  #furthest = 0;
  #toldBytes = 0;
  #pass = { index: 0, count: 1 };

  private constructor(
    path: string,
    handle: FileHandle,
    stats: { readonly size: number; readonly mtime: Date },
    options: SourceFileOptions,
  ) {
    this.path = path;
    this.sizeBytes = stats.size;
    this.modifiedAt = stats.mtime;
    this.#handle = handle;
    this.#options = options;
  }

  /** @throws {ImportError} `IMPORT_NOT_READABLE` */
  static async open(path: string, options: SourceFileOptions): Promise<SourceFile> {
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, 'r');
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Error('it is not a file');
      return new SourceFile(path, handle, stats, options);
    } catch (cause) {
      await handle?.close();
      throw notReadable(path, cause);
    }
  }

  /** Another file that is read in place of this one; closed with it. @throws {ImportError} `IMPORT_NOT_READABLE` */
  async beside(path: string): Promise<SourceFile> {
    const other = await SourceFile.open(path, this.#options);
    this.#others.push(other);
    return other;
  }

  /** Says which reading of the file begins, from 0, and of how many. For the progress. */
  startPass(index: number, count: number): void {
    this.#pass = { index, count };
    this.#furthest = 0;
  }

  /**
   * Reads into a buffer.
   * @returns how many bytes there are: fewer than asked for at the end of the file alone.
   * @throws {ImportError} `IMPORT_NOT_READABLE`, `IMPORT_CANCELLED`
   */
  async readInto(buffer: Buffer, position: number, length: number): Promise<number> {
    this.#options.checkCancelled();
    let done = 0;
    try {
      while (done < length) {
        const { bytesRead } = await this.#handle.read(buffer, done, length - done, position + done);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
    } catch (cause) {
      throw notReadable(this.path, cause);
    }
    this.#tell(Math.min(position + done, this.sizeBytes));
    return done;
  }

  /** Bytes of their own. Fewer than asked for at the end of the file alone. */
  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(Math.min(length, this.sizeBytes - position), 0));
    return buffer.subarray(0, await this.readInto(buffer, position, buffer.byteLength));
  }

  reader(position = 0): SourceReader {
    return new SourceReader(this, position);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const other of this.#others) await other[Symbol.asyncDispose]();
    await this.#handle.close();
  }

  #tell(position: number): void {
    if (position <= this.#furthest) return;
    this.#furthest = position;
    const { index, count } = this.#pass;
    const bytesTotal = this.sizeBytes * count;
    const bytesDone = this.sizeBytes * index + position;
    if (bytesDone - this.#toldBytes < bytesTotal / progressSteps && bytesDone < bytesTotal) return;
    this.#toldBytes = bytesDone;
    this.#options.onProgress?.({ bytesDone, bytesTotal });
  }
}

/** Reads a file from one place on, through a window that moves with it. */
export class SourceReader {
  readonly #source: SourceFile;
  #window: Buffer = Buffer.alloc(0);
  #windowStart: number;
  #at = 0;

  constructor(source: SourceFile, position: number) {
    this.#source = source;
    this.#windowStart = position;
  }

  /** The place of the next byte in the file. */
  get position(): number {
    return this.#windowStart + this.#at;
  }

  /** Whether so many bytes follow; they are then in {@link bytes}. Not awaited where `hasNow` says so. */
  async has(count: number): Promise<boolean> {
    if (this.hasNow(count)) return true;
    const { position } = this;
    const length = Math.min(Math.max(count, windowBytes), this.#source.sizeBytes - position);
    if (length < count) return false;
    const buffer = Buffer.allocUnsafe(length);
    const read = await this.#source.readInto(buffer, position, length);
    this.#window = buffer.subarray(0, read);
    this.#windowStart = position;
    this.#at = 0;
    return read >= count;
  }

  /** Whether so many bytes are in the window already. */
  hasNow(count: number): boolean {
    return this.#window.byteLength - this.#at >= count;
  }

  /** The next bytes, without going on. Only after {@link has}. They stay as they are. */
  peek(count: number): Buffer {
    return this.#window.subarray(this.#at, this.#at + count);
  }

  /** The next bytes, and goes on after them. Only after {@link has}. They stay as they are. */
  take(count: number): Buffer {
    const bytes = this.peek(count);
    this.#at += count;
    return bytes;
  }

  /** Goes on at another place. */
  skipTo(position: number): void {
    const at = position - this.#windowStart;
    if (at >= 0 && at <= this.#window.byteLength) {
      this.#at = at;
      return;
    }
    this.#window = Buffer.alloc(0);
    this.#windowStart = position;
    this.#at = 0;
  }
}

export function notReadable(path: string, cause: unknown): ImportError {
  return new ImportError(
    'IMPORT_NOT_READABLE',
    `The file ${path} cannot be read (${(cause as Error).message}). Check the path, and that this user may read it.`,
    { cause, subject: { path } },
  );
}

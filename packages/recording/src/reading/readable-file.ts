import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { McapTypes } from '@mcap/core';
import { RecordingError } from '../errors.js';

/** The bytes of a recording, read at any place. */
export interface RecordingBytes extends McapTypes.IReadable {
  /** For messages; a path, where it is a file. */
  readonly path: string;
  /** The size when it was opened: a recording may still grow. */
  readonly sizeBytes: number;
  /** Bytes of their own, exactly as many as asked for. */
  read(offset: bigint, size: bigint): Promise<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
  /** The text of the file beside it that has its name and a suffix; `undefined` where there is none. */
  readBeside?(suffix: string): Promise<string | undefined>;
}

/** A recording in a file. It can be read on when it is renamed or, but on Windows, deleted. */
export class ReadableFile implements RecordingBytes {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /** @throws {RecordingError} `RECORDING_NOT_FOUND`, `RECORDING_NOT_READABLE` */
  static async open(path: string): Promise<ReadableFile> {
    try {
      const handle = await open(path, 'r');
      const stats = await handle.stat();
      if (stats.isFile()) return new ReadableFile(path, handle, stats.size);
      await handle.close();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
        throw new RecordingError('RECORDING_NOT_FOUND', `There is no file ${path}. Check the path.`, {
          cause,
          subject: { path },
        });
      }
      throw notReadable(path, cause);
    }
    throw notReadable(path, new Error('it is not a file'));
  }

  async size(): Promise<bigint> {
    return BigInt(this.sizeBytes);
  }

  /**
   * @throws {RecordingError} `RECORDING_NOT_READABLE`, also where the file never had as many bytes;
   * `RECORDING_CHANGED` where it has become shorter since it was opened.
   */
  async read(offset: bigint, size: bigint): Promise<Uint8Array<ArrayBuffer>> {
    if (offset + size > BigInt(this.sizeBytes)) {
      throw notReadable(this.path, new Error(`it has no ${size} bytes at ${offset}`));
    }
    const bytes = new Uint8Array(Number(size));
    for (let filled = 0; filled < bytes.byteLength; ) {
      const { bytesRead } = await this.#handle
        .read(bytes, filled, bytes.byteLength - filled, Number(offset) + filled)
        .catch((cause: unknown) => {
          throw notReadable(this.path, cause);
        });
      if (bytesRead === 0) throw changed(this.path);
      filled += bytesRead;
    }
    return bytes;
  }

  async readBeside(suffix: string): Promise<string | undefined> {
    return readFile(this.path + suffix, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function changed(path: string): RecordingError {
  return new RecordingError(
    'RECORDING_CHANGED',
    `The recording ${path} became shorter while it was read: something else writes to it. Open it again, or take a copy.`,
    { subject: { path } },
  );
}

function notReadable(path: string, cause: unknown): RecordingError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RecordingError('RECORDING_NOT_READABLE', `The recording ${path} cannot be read: ${why}.`, {
    cause,
    subject: { path },
  });
}

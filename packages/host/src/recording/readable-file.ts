import { type FileHandle, open } from 'node:fs/promises';
import type { McapTypes } from '@mcap/core';
import { HostError } from '../errors.js';

/** A file read at any place, of the size that it had when it was opened: a recording may still grow. */
export class ReadableFile implements McapTypes.IReadable {
  readonly path: string;
  readonly sizeBytes: number;
  readonly #handle: FileHandle;

  private constructor(path: string, handle: FileHandle, sizeBytes: number) {
    this.path = path;
    this.#handle = handle;
    this.sizeBytes = sizeBytes;
  }

  /** @throws {HostError} `RECORDING_NOT_FOUND`, `RECORDING_NOT_READABLE` */
  static async open(path: string): Promise<ReadableFile> {
    try {
      const handle = await open(path, 'r');
      const stats = await handle.stat();
      if (stats.isFile()) return new ReadableFile(path, handle, stats.size);
      await handle.close();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'ENOENT') {
        throw new HostError('RECORDING_NOT_FOUND', `There is no file ${path}. Check the path.`, {
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

  /** @throws {HostError} `RECORDING_NOT_READABLE` also where the file has fewer bytes than asked for. */
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
      if (bytesRead === 0) throw notReadable(this.path, new Error('it became shorter while it was read'));
      filled += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

function notReadable(path: string, cause: unknown): HostError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new HostError('RECORDING_NOT_READABLE', `The recording ${path} cannot be read: ${why}.`, {
    cause,
    subject: { path },
  });
}

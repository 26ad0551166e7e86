/**
 * Messages on their way to the worker that owns the file: one transferred buffer holds many, each as a head of 32 bytes
 * and its data, padded to a multiple of 8.
 */
import type { RecordingMessage } from '@modlink/recording/format';

const headBytes = 32;
const padded = (length: number): number => (length + 7) & ~7;

/** The room that a message takes in a batch. */
export const batchedSizeBytes = (dataLength: number): number => headBytes + padded(dataLength);

/** Puts messages into one buffer, one after the other. */
export class BatchBuilder {
  readonly buffer: ArrayBuffer;
  readonly #head: DataView;
  readonly #bytes: Uint8Array;
  #used = 0;

  constructor(buffer: ArrayBuffer) {
    this.buffer = buffer;
    this.#head = new DataView(buffer);
    this.#bytes = new Uint8Array(buffer);
  }

  get usedBytes(): number {
    return this.#used;
  }

  hasRoomFor(sizeBytes: number): boolean {
    return this.#used + sizeBytes <= this.buffer.byteLength;
  }

  /** Copies a message in. There must be room for it. */
  add(message: RecordingMessage): void {
    const at = this.#used;
    this.#head.setUint32(at, message.channelId, true);
    this.#head.setUint32(at + 4, message.sequence, true);
    this.#head.setBigInt64(at + 8, message.logTimeNs, true);
    this.#head.setBigInt64(at + 16, message.publishTimeNs, true);
    this.#head.setUint32(at + 24, message.data.byteLength, true);
    this.#bytes.set(message.data, at + headBytes);
    this.#used = at + batchedSizeBytes(message.data.byteLength);
  }
}

/** The messages of a batch, in order; their data are views of the buffer. */
export function* readBatch(buffer: ArrayBuffer, usedBytes: number): Generator<RecordingMessage> {
  const head = new DataView(buffer);
  for (let at = 0; at < usedBytes; ) {
    const length = head.getUint32(at + 24, true);
    yield {
      channelId: head.getUint32(at, true),
      sequence: head.getUint32(at + 4, true),
      logTimeNs: head.getBigInt64(at + 8, true),
      publishTimeNs: head.getBigInt64(at + 16, true),
      data: new Uint8Array(buffer, at + headBytes, length),
    };
    at += batchedSizeBytes(length);
  }
}

import { paddedBytes, recordHeaderBytes, recordKinds, writeRecord } from './wire.js';

/** What records are written to: a pipe, or a message port. `done` is called when the other side has room for more. */
export interface ByteSink {
  write(bytes: Uint8Array, done: (error?: Error | null) => void): unknown;
}

const batchBytes = 64 * 1024;

/**
 * Writes records in batches. The first record of a turn is sent at the end of that turn; while that write is under way
 * others gather and leave together. So a lone frame is not kept waiting, and a flood costs few system calls.
 * Frames beyond the bound of waiting bytes are dropped and counted; messages are never dropped.
 */
export class RecordWriter {
  readonly #sink: ByteSink;
  readonly #maxPendingBytes: number;
  readonly #full: Buffer<ArrayBuffer>[] = [];
  #current = Buffer.allocUnsafeSlow(batchBytes);
  #used = 0;
  #spare: Buffer<ArrayBuffer> | undefined;
  #pendingBytes = 0;
  #writing = false;
  #scheduled = false;
  #closed = false;
  readonly #dropped: number[] = [];
  #droppedTotal = 0;

  constructor(sink: ByteSink, maxPendingBytes: number) {
    this.#sink = sink;
    this.#maxPendingBytes = maxPendingBytes;
  }

  /** Frames that were dropped since the beginning. */
  get droppedFrames(): number {
    return this.#droppedTotal;
  }

  /** @returns false when the frame was dropped. The bytes are copied before it returns. */
  writeFrame(streamIndex: number, bytes: Uint8Array): boolean {
    const recordBytes = recordHeaderBytes + paddedBytes(bytes.byteLength);
    if (this.#closed || this.#pendingBytes + recordBytes > this.#maxPendingBytes) {
      this.#dropped[streamIndex] = (this.#dropped[streamIndex] ?? 0) + 1;
      this.#droppedTotal += 1;
      return false;
    }
    const dropped = this.#dropped[streamIndex] ?? 0;
    if (dropped > 0) this.#dropped[streamIndex] = 0;
    this.#append(recordKinds.frame, bytes, recordBytes, streamIndex, dropped);
    return true;
  }

  writeMessage(json: string): void {
    if (this.#closed) return;
    const bytes = Buffer.from(json, 'utf8');
    this.#append(recordKinds.message, bytes, recordHeaderBytes + paddedBytes(bytes.byteLength), 0, 0);
  }

  /** Writes no more. What was handed to the sink already is the sink's. */
  close(): void {
    this.#closed = true;
  }

  #append(
    kind: number,
    payload: Uint8Array,
    recordBytes: number,
    streamIndex: number,
    dropped: number,
  ): void {
    if (this.#used + recordBytes > this.#current.length) this.#startBatch(recordBytes);
    this.#used = writeRecord(this.#current, this.#used, kind, payload, streamIndex, dropped);
    this.#pendingBytes += recordBytes;
    if (!this.#writing && !this.#scheduled) {
      this.#scheduled = true;
      setImmediate(this.#flush);
    }
  }

  #startBatch(recordBytes: number): void {
    if (this.#used > 0) this.#full.push(this.#current.subarray(0, this.#used));
    else if (this.#current.length === batchBytes) this.#spare = this.#current;
    this.#current =
      recordBytes > batchBytes
        ? Buffer.allocUnsafeSlow(recordBytes)
        : (this.#spare ?? Buffer.allocUnsafeSlow(batchBytes));
    this.#spare = undefined;
    this.#used = 0;
  }

  readonly #flush = (): void => {
    this.#scheduled = false;
    if (this.#writing || this.#closed) return;
    if (this.#full.length === 0) {
      if (this.#used === 0) return;
      this.#startBatch(0);
    }
    const batch = this.#full.shift() as Buffer<ArrayBuffer>;
    const sizeBytes = batch.length;
    this.#writing = true;
    this.#sink.write(batch, (error) => {
      this.#writing = false;
      this.#pendingBytes -= sizeBytes;
      if (error) {
        this.close();
        return;
      }
      // The sink is done with the memory: the next batch is built in it, unless it was given away (then its length is 0).
      if (batch.buffer.byteLength === batchBytes) this.#spare = Buffer.from(batch.buffer);
      this.#flush();
    });
  };
}

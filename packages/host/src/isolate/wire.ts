/**
 * What travels between a host and the isolate of a driver: one ordered stream of records in each direction.
 *
 * | offset | size | field |
 * |---|---|---|
 * | 0 | u32 LE | payload length in bytes, without padding |
 * | 4 | u16 LE | kind: 0 frame, 1 message |
 * | 6 | u16 LE | frames: index of the stream |
 * | 8 | u32 LE | frames: frames of this stream that were dropped before this one, because the host did not keep up |
 * | 12 | u32 | 0 |
 * | 16 | ... | payload, padded with zeros to a multiple of 8 |
 *
 * A frame's payload is its encoded message, unchanged. A message is JSON: control calls and events are few. Frames and
 * messages share the stream, so that "connection lost" is read after the last frame before it.
 */

export const recordHeaderBytes = 16;
export const recordKinds = { frame: 0, message: 1 } as const;

export const paddedBytes = (lengthBytes: number): number => (lengthBytes + 7) & ~7;

/** Writes a record at an offset of a buffer that has the room; returns the offset after it. */
export function writeRecord(
  target: Buffer,
  offset: number,
  kind: number,
  payload: Uint8Array,
  streamIndex: number,
  dropped: number,
): number {
  target.writeUInt32LE(payload.byteLength, offset);
  target.writeUInt16LE(kind, offset + 4);
  target.writeUInt16LE(streamIndex, offset + 6);
  target.writeUInt32LE(dropped, offset + 8);
  target.writeUInt32LE(0, offset + 12);
  target.set(payload, offset + recordHeaderBytes);
  const end = offset + recordHeaderBytes + payload.byteLength;
  const padded = offset + recordHeaderBytes + paddedBytes(payload.byteLength);
  if (padded > end) target.fill(0, end, padded);
  return padded;
}

/** Who takes the records that a {@link RecordReader} finds. */
export interface RecordSink {
  /** @param bytes - the encoded frame, 8-aligned, in a buffer that is never written again. */
  onFrame(streamIndex: number, bytes: Uint8Array, dropped: number): void;
  onMessage(json: string): void;
}

/** A record that claims to be longer than this is taken for a broken stream. */
const maxPayloadBytes = 0x4000_0000;

/** Cuts a byte stream, in whatever pieces it arrives, into records. */
export class RecordReader {
  readonly #sink: RecordSink;
  /** The record that arrives in pieces, in a buffer of its exact size; `undefined` between records. */
  #partial: Buffer | undefined;
  #filledBytes = 0;
  readonly #header = Buffer.alloc(recordHeaderBytes);
  #headerBytes = 0;

  constructor(sink: RecordSink) {
    this.#sink = sink;
  }

  /** @param chunk - a buffer that its giver never writes again: frames are handed on as views of it where they are aligned. */
  push(chunk: Buffer): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#partial !== undefined) {
        offset = this.#fillPartial(this.#partial, chunk, offset);
      } else if (this.#headerBytes > 0 || chunk.length - offset < recordHeaderBytes) {
        offset = this.#fillHeader(chunk, offset);
      } else {
        offset = this.#readWhole(chunk, offset);
      }
    }
  }

  #readWhole(chunk: Buffer, offset: number): number {
    const lengthBytes = payloadLength(chunk, offset);
    const start = offset + recordHeaderBytes;
    const end = start + paddedBytes(lengthBytes);
    if (end > chunk.length || (chunk.byteOffset + start) % 8 !== 0) {
      chunk.copy(this.#header, 0, offset, start);
      this.#beginPayload();
      return start;
    }
    this.#deliver(chunk, offset, chunk.subarray(start, start + lengthBytes));
    return end;
  }

  #fillHeader(chunk: Buffer, offset: number): number {
    const count = Math.min(recordHeaderBytes - this.#headerBytes, chunk.length - offset);
    chunk.copy(this.#header, this.#headerBytes, offset, offset + count);
    this.#headerBytes += count;
    if (this.#headerBytes === recordHeaderBytes) this.#beginPayload();
    return offset + count;
  }

  #beginPayload(): void {
    this.#headerBytes = 0;
    this.#filledBytes = 0;
    const lengthBytes = payloadLength(this.#header, 0);
    if (lengthBytes === 0) this.#deliver(this.#header, 0, Buffer.alloc(0));
    else this.#partial = Buffer.allocUnsafeSlow(paddedBytes(lengthBytes));
  }

  #fillPartial(partial: Buffer, chunk: Buffer, offset: number): number {
    const count = Math.min(partial.length - this.#filledBytes, chunk.length - offset);
    chunk.copy(partial, this.#filledBytes, offset, offset + count);
    this.#filledBytes += count;
    if (this.#filledBytes === partial.length) {
      this.#partial = undefined;
      this.#deliver(this.#header, 0, partial.subarray(0, payloadLength(this.#header, 0)));
    }
    return offset + count;
  }

  #deliver(header: Buffer, offset: number, payload: Buffer): void {
    if (header.readUInt16LE(offset + 4) === recordKinds.frame) {
      this.#sink.onFrame(header.readUInt16LE(offset + 6), payload, header.readUInt32LE(offset + 8));
    } else {
      this.#sink.onMessage(payload.toString('utf8'));
    }
  }
}

function payloadLength(header: Buffer, offset: number): number {
  const lengthBytes = header.readUInt32LE(offset);
  if (lengthBytes > maxPayloadBytes) {
    throw new RangeError(
      `A record claims ${lengthBytes} bytes: the stream between host and isolate is broken.`,
    );
  }
  return lengthBytes;
}

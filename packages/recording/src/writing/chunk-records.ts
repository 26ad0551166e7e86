/**
 * The records of a chunk in the making, after the MCAP specification, https://mcap.dev/spec, "Message" and "Message
 * Index". What is small is copied into blocks, which are used again for the next chunk; large data stay where they are.
 */
import { crc32 } from 'node:zlib';
import { Opcode } from '@mcap/core';
import type { RecordingMessage } from './recording-writer.js';

const blockBytes = 256 * 1024;
/** Data of this size and more are not copied. Below it, more pieces cost more than the copy. */
const keptFromBytes = 16 * 1024;
/** Opcode and length. */
export const recordHeadBytes = 9;
/** Channel, sequence, log time and publish time. */
const messageFieldsBytes = 2 + 4 + 8 + 8;
const messageHeadBytes = recordHeadBytes + messageFieldsBytes;
/** Log time, and where the message's record begins in the chunk. */
const indexEntryBytes = 8 + 8;

export class ChunkRecords {
  /** All but the running block's last piece. */
  #parts: Uint8Array[] = [];
  readonly #blocks: Buffer[] = [Buffer.allocUnsafeSlow(blockBytes)];
  #block = this.#blocks[0] as Buffer;
  #blockIndex = 0;
  #used = 0;
  #partStart = 0;
  readonly #indexes = new Map<number, ChannelIndex>();
  byteLength = 0;
  messageCount = 0;
  startNs = 0n;
  endNs = 0n;
  /** Whether data of messages are still where they were given. */
  keepsData = false;

  add(message: RecordingMessage): void {
    const { channelId, logTimeNs, data } = message;
    if (this.messageCount === 0 || logTimeNs < this.startNs) this.startNs = logTimeNs;
    if (this.messageCount === 0 || logTimeNs > this.endNs) this.endNs = logTimeNs;
    this.#indexOf(channelId).add(logTimeNs, this.byteLength);
    const isKept = data.byteLength >= keptFromBytes;
    this.#makeRoom(messageHeadBytes + (isKept ? 0 : data.byteLength));
    this.#writeHead(message);
    if (isKept) {
      this.#endPart();
      this.#parts.push(data);
      this.keepsData = true;
    } else {
      this.#block.set(data, this.#used);
      this.#used += data.byteLength;
    }
    this.byteLength += messageHeadBytes + data.byteLength;
    this.messageCount += 1;
  }

  /** The records, in pieces that are valid until the next {@link reset}. */
  parts(): readonly Uint8Array[] {
    this.#endPart();
    return this.#parts;
  }

  crc(): number {
    return this.parts().reduce((crc, part) => crc32(part, crc), 0);
  }

  /** Messages by channel, of the channels that have any. */
  *counts(): Generator<[channelId: number, count: number], void, void> {
    for (const [channelId, { count }] of this.#indexes) if (count > 0) yield [channelId, count];
  }

  /** The message index records, one for each channel that has messages; each is valid until the next {@link reset}. */
  *indexRecords(): Generator<[channelId: number, record: Uint8Array], void, void> {
    for (const [channelId, index] of this.#indexes) if (index.count > 0) yield [channelId, index.record()];
  }

  reset(): void {
    this.#parts = [];
    this.#blockIndex = 0;
    this.#block = this.#blocks[0] as Buffer;
    this.#used = this.#partStart = 0;
    for (const index of this.#indexes.values()) index.reset();
    this.byteLength = this.messageCount = 0;
    this.keepsData = false;
  }

  #writeHead({ channelId, sequence, logTimeNs, publishTimeNs, data }: RecordingMessage): void {
    const block = this.#block;
    const at = this.#used;
    block[at] = Opcode.MESSAGE;
    writeLength(block, at + 1, messageFieldsBytes + data.byteLength);
    block.writeUInt16LE(channelId, at + 9);
    block.writeUInt32LE(sequence, at + 11);
    block.writeBigUInt64LE(logTimeNs, at + 15);
    block.writeBigUInt64LE(publishTimeNs, at + 23);
    this.#used = at + messageHeadBytes;
  }

  #makeRoom(sizeBytes: number): void {
    if (this.#used + sizeBytes <= blockBytes) return;
    this.#endPart();
    this.#blockIndex += 1;
    this.#block = this.#blocks[this.#blockIndex] ?? Buffer.allocUnsafeSlow(blockBytes);
    this.#blocks[this.#blockIndex] = this.#block;
    this.#used = this.#partStart = 0;
  }

  #endPart(): void {
    if (this.#used > this.#partStart) this.#parts.push(this.#block.subarray(this.#partStart, this.#used));
    this.#partStart = this.#used;
  }

  #indexOf(channelId: number): ChannelIndex {
    const known = this.#indexes.get(channelId);
    if (known !== undefined) return known;
    const index = new ChannelIndex(channelId);
    this.#indexes.set(channelId, index);
    return index;
  }
}

/** The message index record of one channel, whose entries are added where they will be written from. */
class ChannelIndex {
  static readonly #headBytes = recordHeadBytes + 2 + 4;
  #bytes = Buffer.allocUnsafeSlow(1024);
  count = 0;

  constructor(channelId: number) {
    this.#bytes[0] = Opcode.MESSAGE_INDEX;
    this.#bytes.writeUInt16LE(channelId, recordHeadBytes);
  }

  add(logTimeNs: bigint, offset: number): void {
    const at = ChannelIndex.#headBytes + this.count * indexEntryBytes;
    if (at + indexEntryBytes > this.#bytes.byteLength) {
      const larger = Buffer.allocUnsafeSlow(2 * this.#bytes.byteLength);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.writeBigUInt64LE(logTimeNs, at);
    writeLength(this.#bytes, at + 8, offset);
    this.count += 1;
  }

  record(): Uint8Array {
    const entriesBytes = this.count * indexEntryBytes;
    writeLength(this.#bytes, 1, 2 + 4 + entriesBytes);
    this.#bytes.writeUInt32LE(entriesBytes, recordHeadBytes + 2);
    return this.#bytes.subarray(0, ChannelIndex.#headBytes + entriesBytes);
  }

  reset(): void {
    this.count = 0;
  }
}

/** A 64-bit length, without making a BigInt of it. */
export function writeLength(bytes: Buffer, at: number, length: number): void {
  bytes.writeUInt32LE(length % 0x1_0000_0000, at);
  bytes.writeUInt32LE(Math.floor(length / 0x1_0000_0000), at + 4);
}

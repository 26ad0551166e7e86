/**
 * The records of a chunk in the making, after the MCAP specification, https://mcap.dev/spec, "Message" and "Message
 * Index". They stay where they were given; what is kept here is where that is, and the index of them.
 */
import { crc32 } from 'node:zlib';
import { Opcode } from '@mcap/core';
import { channelIdAt, logTimeNsAt, recordEnd, recordHeadBytes, writeLength } from './message-record.js';

/** Channel and length of the entries. */
const indexFieldsBytes = 2 + 4;
/** Log time, and where the message's record begins in the chunk. */
const indexEntryBytes = 8 + 8;

/** The message index records of a chunk, one after the other, and how long that of each channel is. */
export interface MessageIndexes {
  readonly records: Uint8Array;
  readonly lengths: readonly (readonly [channelId: number, lengthBytes: number])[];
}

export class ChunkRecords {
  #parts: Uint8Array[] = [];
  readonly #indexes = new Map<number, ChannelIndex>();
  byteLength = 0;
  messageCount = 0;
  startNs = 0n;
  endNs = 0n;
  /** Of the records. */
  crc = 0;

  /**
   * Adds message records, until the chunk has a size.
   * @param records - borrowed; zeros between records are left out.
   * @returns how many of the bytes were looked at.
   */
  add(records: Uint8Array, untilBytes: number): number {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    let partAt = 0;
    let at = 0;
    while (at < records.byteLength && this.byteLength < untilBytes) {
      if (records[at] === 0) {
        this.#addPart(records.subarray(partAt, at));
        while (records[at] === 0) at += 1;
        partAt = at;
        continue;
      }
      const logTimeNs = logTimeNsAt(view, at);
      if (this.messageCount === 0 || logTimeNs < this.startNs) this.startNs = logTimeNs;
      if (this.messageCount === 0 || logTimeNs > this.endNs) this.endNs = logTimeNs;
      const end = recordEnd(view, at);
      this.#indexOf(channelIdAt(view, at)).add(logTimeNs, this.byteLength, end - at);
      this.messageCount += 1;
      this.byteLength += end - at;
      at = end;
    }
    this.#addPart(records.subarray(partAt, at));
    return at;
  }

  /** The records, in pieces. */
  parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  /** Messages by channel, of the channels that have any. */
  *counts(): Generator<[channelId: number, count: number], void, void> {
    for (const [channelId, { count }] of this.#indexes) if (count > 0) yield [channelId, count];
  }

  /** What of it is of some channels. */
  bytesOf(channelIds: Iterable<number>): number {
    let bytes = 0;
    for (const channelId of channelIds) bytes += this.#indexes.get(channelId)?.recordBytes ?? 0;
    return bytes;
  }

  /** In memory of its own. */
  indexes(): MessageIndexes {
    const withMessages = [...this.#indexes].filter(([, { count }]) => count > 0);
    const records = Buffer.concat(withMessages.map(([, index]) => index.record()));
    return { records, lengths: withMessages.map(([channelId, index]) => [channelId, index.lengthBytes]) };
  }

  reset(): void {
    this.#parts = [];
    for (const index of this.#indexes.values()) index.reset();
    this.byteLength = this.messageCount = this.crc = 0;
  }

  /** Together with the part before, where it goes on where that one ended: the fewer there are, the faster they are written. */
  #addPart(part: Uint8Array): void {
    this.crc = crc32(part, this.crc);
    const last = this.#parts.at(-1);
    if (last?.buffer === part.buffer && last.byteOffset + last.byteLength === part.byteOffset) {
      const byteLength = last.byteLength + part.byteLength;
      this.#parts[this.#parts.length - 1] = new Uint8Array(part.buffer, last.byteOffset, byteLength);
    } else if (part.byteLength > 0) this.#parts.push(part);
  }

  #indexOf(channelId: number): ChannelIndex {
    const known = this.#indexes.get(channelId);
    if (known !== undefined) return known;
    const index = new ChannelIndex(channelId);
    this.#indexes.set(channelId, index);
    return index;
  }
}

/** The message index record of one channel, whose entries are added where they will be copied from. */
class ChannelIndex {
  static readonly #headBytes = recordHeadBytes + indexFieldsBytes;
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  count = 0;
  /** Of the records that it points to. */
  recordBytes = 0;

  constructor(channelId: number) {
    this.#bytes[0] = Opcode.MESSAGE_INDEX;
    this.#view.setUint16(recordHeadBytes, channelId, true);
  }

  add(logTimeNs: bigint, offset: number, recordBytes: number): void {
    const at = this.lengthBytes;
    if (at + indexEntryBytes > this.#bytes.byteLength) {
      const larger = new Uint8Array(2 * this.#bytes.byteLength);
      larger.set(this.#bytes);
      this.#bytes = larger;
      this.#view = new DataView(larger.buffer);
    }
    this.#view.setBigUint64(at, logTimeNs, true);
    writeLength(this.#view, at + 8, offset);
    this.count += 1;
    this.recordBytes += recordBytes;
  }

  get lengthBytes(): number {
    return ChannelIndex.#headBytes + this.count * indexEntryBytes;
  }

  /** Borrowed until the next {@link add}. */
  record(): Uint8Array {
    const entriesBytes = this.count * indexEntryBytes;
    writeLength(this.#view, 1, indexFieldsBytes + entriesBytes);
    this.#view.setUint32(recordHeadBytes + 2, entriesBytes, true);
    return this.#bytes.subarray(0, this.lengthBytes);
  }

  reset(): void {
    this.count = this.recordBytes = 0;
  }
}

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

  /**
   * Adds message records, until the chunk has a size.
   * @param records - borrowed.
   * @returns how many bytes of the records are in it now.
   */
  add(records: Uint8Array, untilBytes: number): number {
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
    const startsAt = this.byteLength;
    let at = 0;
    while (at < records.byteLength && this.byteLength < untilBytes) {
      const logTimeNs = logTimeNsAt(view, at);
      if (this.messageCount === 0 || logTimeNs < this.startNs) this.startNs = logTimeNs;
      if (this.messageCount === 0 || logTimeNs > this.endNs) this.endNs = logTimeNs;
      this.#indexOf(channelIdAt(view, at)).add(logTimeNs, startsAt + at);
      at = recordEnd(view, at);
      this.messageCount += 1;
      this.byteLength = startsAt + at;
    }
    this.#addPart(records.subarray(0, at));
    return at;
  }

  /** The records, in pieces. */
  parts(): readonly Uint8Array[] {
    return this.#parts;
  }

  crc(): number {
    return this.#parts.reduce((crc, part) => crc32(part, crc), 0);
  }

  /** Messages by channel, of the channels that have any. */
  *counts(): Generator<[channelId: number, count: number], void, void> {
    for (const [channelId, { count }] of this.#indexes) if (count > 0) yield [channelId, count];
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
    this.byteLength = this.messageCount = 0;
  }

  /** Together with the part before, where it goes on where that one ended: the fewer there are, the faster they are written. */
  #addPart(part: Uint8Array): void {
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

  constructor(channelId: number) {
    this.#bytes[0] = Opcode.MESSAGE_INDEX;
    this.#view.setUint16(recordHeadBytes, channelId, true);
  }

  add(logTimeNs: bigint, offset: number): void {
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
    this.count = 0;
  }
}

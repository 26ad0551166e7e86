/**
 * What the index at the end of a file will say of each chunk. It is the only thing that grows while a recording is made: with a
 * chunk index record for each chunk by 90 bytes and 10 for each channel, here by some 17 and 3.
 */

/** A chunk that was written. */
export interface LoggedChunk {
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly offset: number;
  /** Of the whole record, with its head. */
  readonly lengthBytes: number;
  /** Empty where the records are not compressed. */
  readonly compression: string;
  readonly compressedBytes: number;
  readonly uncompressedBytes: number;
  /** The message index records behind the chunk, in their order. */
  readonly indexes: readonly (readonly [channelId: number, lengthBytes: number])[];
}

const blockBytes = 16 * 1024;

export class ChunkLog {
  readonly #numbers = new NumberLog();
  readonly #compressions: string[] = [''];
  #count = 0;
  #endNs = 0n;
  #endsAt = 0;

  /** Chunks are added in the order in which they stand in the file. */
  add(chunk: LoggedChunk): void {
    this.#numbers.addSigned(chunk.startNs - this.#endNs);
    this.#numbers.addSigned(chunk.endNs - chunk.startNs);
    this.#numbers.add(chunk.offset - this.#endsAt);
    this.#numbers.add(chunk.lengthBytes);
    this.#numbers.add(chunk.compressedBytes);
    this.#numbers.add(this.#compressionNumber(chunk.compression));
    if (chunk.compression !== '') this.#numbers.add(chunk.uncompressedBytes);
    this.#numbers.add(chunk.indexes.length);
    for (const [channelId, lengthBytes] of chunk.indexes) {
      this.#numbers.add(channelId);
      this.#numbers.add(lengthBytes);
    }
    this.#count += 1;
    this.#endNs = chunk.endNs;
    this.#endsAt = endOf(chunk);
  }

  /** What it takes. */
  get byteLength(): number {
    return this.#numbers.byteLength;
  }

  *chunks(): Generator<LoggedChunk, void, void> {
    const numbers = this.#numbers.reader();
    let endNs = 0n;
    let endsAt = 0;
    for (let index = 0; index < this.#count; index++) {
      const startNs = endNs + numbers.nextSigned();
      endNs = startNs + numbers.nextSigned();
      const offset = endsAt + numbers.next();
      const lengthBytes = numbers.next();
      const compressedBytes = numbers.next();
      const compression = this.#compressions[numbers.next()] ?? '';
      const uncompressedBytes = compression === '' ? compressedBytes : numbers.next();
      const indexes = Array.from({ length: numbers.next() }, () => [numbers.next(), numbers.next()] as const);
      const chunk = {
        startNs,
        endNs,
        offset,
        lengthBytes,
        compression,
        compressedBytes,
        uncompressedBytes,
        indexes,
      };
      endsAt = endOf(chunk);
      yield chunk;
    }
  }

  #compressionNumber(compression: string): number {
    const known = this.#compressions.indexOf(compression);
    return known === -1 ? this.#compressions.push(compression) - 1 : known;
  }
}

const endOf = ({ offset, lengthBytes, indexes }: LoggedChunk): number =>
  indexes.reduce((end, [, indexBytes]) => end + indexBytes, offset + lengthBytes);

/** Numbers, seven bits to a byte, the low ones first; the high bit of a byte says that more follow. */
class NumberLog {
  readonly #blocks: Uint8Array[] = [];
  #used = 0;

  get byteLength(): number {
    return this.#blocks.length * blockBytes;
  }

  add(value: number): void {
    let left = value;
    while (left >= 0x80) {
      this.#addByte((left % 0x80) | 0x80);
      left = Math.floor(left / 0x80);
    }
    this.#addByte(left);
  }

  /** The sign is the lowest bit. */
  addSigned(value: bigint): void {
    let left = value < 0n ? -2n * value - 1n : 2n * value;
    while (left >= 0x80n) {
      this.#addByte(Number(left & 0x7fn) | 0x80);
      left >>= 7n;
    }
    this.#addByte(Number(left));
  }

  reader(): { next(): number; nextSigned(): bigint } {
    const bytes = this.#bytes();
    const nextByte = () => bytes.next().value ?? 0;
    return {
      next() {
        let value = 0;
        for (let unit = 1; ; unit *= 0x80) {
          const byte = nextByte();
          value += (byte & 0x7f) * unit;
          if (byte < 0x80) return value;
        }
      },
      nextSigned() {
        let value = 0n;
        for (let shift = 0n; ; shift += 7n) {
          const byte = nextByte();
          value |= BigInt(byte & 0x7f) << shift;
          if (byte < 0x80) return (value & 1n) === 1n ? -(value + 1n) / 2n : value / 2n;
        }
      },
    };
  }

  *#bytes(): Generator<number, void, void> {
    for (const block of this.#blocks) yield* block;
  }

  #addByte(byte: number): void {
    let block = this.#blocks.at(-1);
    if (block === undefined || this.#used === blockBytes) {
      block = new Uint8Array(blockBytes);
      this.#blocks.push(block);
      this.#used = 0;
    }
    block[this.#used] = byte;
    this.#used += 1;
  }
}

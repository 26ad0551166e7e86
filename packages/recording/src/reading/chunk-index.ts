/** Where a chunk stands in the file, and the log times of its first and last message. */
export interface ChunkEntry {
  readonly offset: number;
  /** Of the whole record, with its head. */
  readonly lengthBytes: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/**
 * The chunks of a recording in the order of their times, held in some 28 bytes each: a day with a chunk for each second
 * takes 2.5 MB.
 */
export class ChunkIndex {
  #offsets = new Float64Array(256);
  #lengths = new Uint32Array(256);
  #starts = new BigInt64Array(256);
  #ends = new BigInt64Array(256);
  /** For each channel the chunks that hold messages of it, one bit each. */
  readonly #holding = new Map<number, number[]>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** @param channelIds - of the messages in it. */
  add(chunk: ChunkEntry, channelIds: Iterable<number>): void {
    const index = this.#count;
    if (index === this.#offsets.length) this.#grow();
    this.#offsets[index] = chunk.offset;
    this.#lengths[index] = chunk.lengthBytes;
    this.#starts[index] = chunk.startNs;
    this.#ends[index] = chunk.endNs;
    for (const channelId of channelIds) {
      const words = this.#holding.get(channelId) ?? [];
      this.#holding.set(channelId, words);
      while (words.length <= index >>> 5) words.push(0);
      words[index >>> 5] = (words[index >>> 5] ?? 0) | (1 << (index & 31));
    }
    this.#count += 1;
  }

  at(index: number): ChunkEntry {
    return {
      offset: this.#offsets[index] ?? 0,
      lengthBytes: this.#lengths[index] ?? 0,
      startNs: this.#starts[index] ?? 0n,
      endNs: this.#ends[index] ?? 0n,
    };
  }

  /** The channels of the messages in a chunk. */
  *channelsOf(index: number): Generator<number, void, void> {
    for (const [channelId, words] of this.#holding)
      if (((words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0) yield channelId;
  }

  /** The first chunk that ends at a time or later; `count` where there is none. */
  firstEndingFrom(ns: bigint): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] ?? 0n) < ns) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The first chunk from an index on that holds messages of one of the channels; `count` where there is none. */
  nextHolding(from: number, channelIds: Iterable<number>): number {
    const holding: (readonly number[])[] = [];
    for (const channelId of channelIds) {
      const words = this.#holding.get(channelId);
      if (words !== undefined) holding.push(words);
    }
    const isHeld = (index: number): boolean =>
      holding.some((words) => ((words[index >>> 5] ?? 0) & (1 << (index & 31))) !== 0);
    let index = from;
    while (index < this.#count && !isHeld(index)) index += 1;
    return index;
  }

  #grow(): void {
    const size = this.#offsets.length * 2;
    this.#offsets = grown(this.#offsets, new Float64Array(size));
    this.#lengths = grown(this.#lengths, new Uint32Array(size));
    this.#starts = grown(this.#starts, new BigInt64Array(size));
    this.#ends = grown(this.#ends, new BigInt64Array(size));
  }
}

function grown<T extends Float64Array | Uint32Array | BigInt64Array>(from: T, to: T): T {
  to.set(from as never);
  return to;
}

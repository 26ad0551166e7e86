import type { SampleBlock } from './sample-block.js';

/** A time without samples. */
export interface Gap {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * The latest samples of all channels, each with its time. They stand in one piece: arrays have twice the room, and what is
 * still wanted moves to their front when their end is reached. A sample that is no number breaks the line.
 */
export class SampleHistory {
  readonly channelCount: number;
  #capacity: number;
  #times: Float64Array;
  #values: Float32Array[];
  #begin = 0;
  #end = 0;
  #gaps: Gap[] = [];

  constructor(channelCount: number, capacity: number) {
    this.channelCount = channelCount;
    this.#capacity = capacity;
    this.#times = new Float64Array(2 * capacity);
    this.#values = Array.from({ length: channelCount }, () => new Float32Array(2 * capacity));
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** The positions of the samples that are there: from `begin` up to, without, `end`. */
  get begin(): number {
    return this.#begin;
  }
  get end(): number {
    return this.#end;
  }
  /** The time of each position. */
  get times(): Float64Array {
    return this.#times;
  }
  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  /** The time of the latest sample. */
  get newestMs(): number | undefined {
    return this.#end === this.#begin ? undefined : this.#times[this.#end - 1];
  }

  /** The values of a channel, by position. */
  valuesOf(channel: number): Float32Array {
    return this.#values[channel] as Float32Array;
  }

  append({ startMs, periodMs, count, channels }: SampleBlock): void {
    const skipped = Math.max(0, count - this.#capacity);
    const taken = count - skipped;
    this.#makeRoom(taken);
    for (let sample = 0; sample < taken; sample++) {
      this.#times[this.#end + sample] = startMs + (skipped + sample) * periodMs;
    }
    for (let channel = 0; channel < this.channelCount; channel++) {
      const into = this.#values[channel] as Float32Array;
      const from = channels[channel] as Float64Array;
      for (let sample = 0; sample < taken; sample++) {
        into[this.#end + sample] = from[skipped + sample] as number;
      }
    }
    this.#end += taken;
    this.#begin = Math.max(this.#begin, this.#end - this.#capacity);
  }

  /** What follows is not joined to what came before. @param gap - the time without samples, where it is to be seen. */
  break(gap?: Gap): void {
    const newestMs = this.newestMs;
    if (newestMs === undefined) return;
    this.#makeRoom(1);
    this.#times[this.#end] = newestMs;
    for (const values of this.#values) values[this.#end] = Number.NaN;
    this.#end += 1;
    this.#begin = Math.max(this.#begin, this.#end - this.#capacity);
    if (gap === undefined) return;
    const oldestMs = this.#times[this.#begin] as number;
    this.#gaps = [...this.#gaps.filter(({ toMs }) => toMs >= oldestMs), gap];
  }

  clear(): void {
    this.#begin = 0;
    this.#end = 0;
    this.#gaps = [];
  }

  /** The first position whose time is not before this one. */
  positionAt(timeMs: number): number {
    let low = this.#begin;
    let high = this.#end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] as number) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Room for so many samples at least. What is there stays. */
  reserve(capacity: number): void {
    if (capacity <= this.#capacity) return;
    const move = <T extends Float32Array | Float64Array>(from: T, into: T): T => {
      into.set(from.subarray(this.#begin, this.#end));
      return into;
    };
    this.#times = move(this.#times, new Float64Array(2 * capacity));
    this.#values = this.#values.map((values) => move(values, new Float32Array(2 * capacity)));
    this.#capacity = capacity;
    this.#end -= this.#begin;
    this.#begin = 0;
  }

  #makeRoom(samples: number): void {
    if (this.#end + samples <= this.#times.length) return;
    this.#times.copyWithin(0, this.#begin, this.#end);
    for (const values of this.#values) values.copyWithin(0, this.#begin, this.#end);
    this.#end -= this.#begin;
    this.#begin = 0;
  }
}

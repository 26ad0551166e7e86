import type { FrameView } from '@modlink/sdk/encoding';
import type { GridGap } from './edf-plan.js';
import type { EdfScaling } from './edf-scaling.js';

/** Cuts one stream into records. Holds those that are begun: as many as this stream is ahead of the slowest other one. */
export class RecordAssembly {
  readonly #samplesPerRecord: number;
  readonly #scalings: readonly EdfScaling[];
  readonly #gaps: readonly GridGap[];
  readonly #length: number;
  readonly #records: Int32Array[] = [];
  #firstRecord = 0;
  #next = 0;
  #nextGap = 0;

  /** Gaps and length are known beforehand: nobody waits for the end of a gap, nor for what comes after the last sample. */
  constructor(
    samplesPerRecord: number,
    scalings: readonly EdfScaling[],
    gaps: readonly GridGap[],
    length: number,
  ) {
    this.#samplesPerRecord = samplesPerRecord;
    this.#scalings = scalings;
    this.#gaps = gaps;
    this.#length = length;
    this.#skipGap();
  }

  add({ data: { values, shape } }: FrameView): void {
    const samples = shape[1] ?? 0;
    for (let sample = 0; sample < samples; sample++) {
      const place = this.#next + sample;
      const record = this.#recordAt(Math.floor(place / this.#samplesPerRecord));
      const offset = place % this.#samplesPerRecord;
      for (const [channel, { digital }] of this.#scalings.entries()) {
        record[channel * this.#samplesPerRecord + offset] = digital(
          Number(values[channel * samples + sample]),
        );
      }
    }
    this.#next += samples;
    this.#skipGap();
  }

  /** Whether the record that comes next has all the samples that it will get. */
  get hasRecord(): boolean {
    return this.#next >= Math.min((this.#firstRecord + 1) * this.#samplesPerRecord, this.#length);
  }

  /** The next record, channel by channel, filled where there is no sample. */
  takeRecord(): Int32Array {
    const record = this.#recordAt(this.#firstRecord);
    this.#records.shift();
    this.#firstRecord += 1;
    return record;
  }

  #skipGap(): void {
    const gap = this.#gaps[this.#nextGap];
    if (gap?.start !== this.#next) return;
    this.#next += gap.length;
    this.#nextGap += 1;
  }

  #recordAt(index: number): Int32Array {
    while (this.#records.length <= index - this.#firstRecord) {
      const record = new Int32Array(this.#scalings.length * this.#samplesPerRecord);
      for (const [channel, { fill }] of this.#scalings.entries()) {
        record.fill(fill, channel * this.#samplesPerRecord, (channel + 1) * this.#samplesPerRecord);
      }
      this.#records.push(record);
    }
    const record = this.#records[index - this.#firstRecord];
    if (record === undefined) throw new RangeError(`The record ${index} has been taken already.`);
    return record;
  }
}

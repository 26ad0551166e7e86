/**
 * Reports of the device to samples. Pure: no input, no output, no clock.
 *
 * | offset | bytes | what                                            |
 * | ------ | ----- | ----------------------------------------------- |
 * | 0      | 1     | the report id: the number of the stream, from 1 |
 * | 1      | 1     | a counter for each stream, 0 to 255, then again |
 * | 2      | 2 n   | the values: int16, little-endian                |
 */

/** One sample of one stream. */
export interface Sample {
  /** The number of the stream, from 0. */
  readonly stream: number;
  readonly values: Int16Array;
  /** Reports of this stream that are missing before it, by the device's counter. */
  readonly lost: number;
}

const headerBytes = 2;

export class ReportParser {
  readonly #valuesPerSample: readonly number[];
  readonly #lastCounters = new Map<number, number>();

  /** @param valuesPerSample - of each stream, in the order of their numbers. */
  constructor(valuesPerSample: readonly number[]) {
    this.#valuesPerSample = valuesPerSample;
  }

  /** @returns the sample of a report; `undefined` for a report that is none, or too short. */
  read(report: Uint8Array): Sample | undefined {
    const [reportId, counter] = report;
    if (reportId === undefined || counter === undefined) return undefined;
    const stream = reportId - 1;
    const count = this.#valuesPerSample[stream];
    if (count === undefined || report.length < reportBytes(count)) return undefined;
    const view = new DataView(report.buffer, report.byteOffset + headerBytes);
    const values = Int16Array.from({ length: count }, (_, index) => view.getInt16(2 * index, true));
    const last = this.#lastCounters.get(stream);
    this.#lastCounters.set(stream, counter);
    return { stream, values, lost: last === undefined ? 0 : (counter - last - 1 + 256) % 256 };
  }
}

/** How long the report of a sample is, its id included. */
export function reportBytes(valuesPerSample: number): number {
  return headerBytes + 2 * valuesPerSample;
}

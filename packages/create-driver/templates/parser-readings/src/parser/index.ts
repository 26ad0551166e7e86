/**
 * Readings of the device to samples. Pure: no input, no output, no clock.
 *
 * A reading is JSON: `{ "stream": 0, "count": 17, "values": [1.5, -2] }`.
 */

/** One sample of one stream. */
export interface Sample {
  /** The number of the stream, from 0. */
  readonly stream: number;
  readonly values: readonly number[];
  /** Readings of this stream that are missing before it, by the device's counter. */
  readonly lost: number;
}

export class ReadingParser {
  readonly #valuesPerSample: readonly number[];
  readonly #lastCounts = new Map<number, number>();

  /** @param valuesPerSample - of each stream, in the order of their numbers. */
  constructor(valuesPerSample: readonly number[]) {
    this.#valuesPerSample = valuesPerSample;
  }

  /** @returns the sample of a reading; `undefined` for text that is none. */
  read(text: string): Sample | undefined {
    const reading = parseJson(text);
    if (typeof reading !== 'object' || reading === null) return undefined;
    const { stream, count, values } = reading as Record<string, unknown>;
    if (typeof stream !== 'number' || !Number.isSafeInteger(count) || !isNumbers(values)) return undefined;
    if (values.length !== this.#valuesPerSample[stream]) return undefined;
    const last = this.#lastCounts.get(stream);
    this.#lastCounts.set(stream, Number(count));
    // A counter that went back is a device that began anew.
    return { stream, values, lost: last === undefined ? 0 : Math.max(Number(count) - last - 1, 0) };
  }
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'number');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

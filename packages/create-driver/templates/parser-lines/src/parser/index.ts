/**
 * Lines of the device to samples. Pure: no input, no output, no clock; any pieces of bytes give the same samples.
 *
 * A line is the key of a stream, a space, and the values of one sample with commas between them: `values 1.5,-2`.
 */
import { LineSplitter, RowReader } from '@modlink/line-parser';

/** One sample of one stream. */
export interface Sample {
  readonly stream: number;
  readonly values: readonly number[];
}

/** What the parser has to know of a stream. */
export interface LineLayout {
  readonly streamKey: string;
  readonly valuesPerSample: number;
}

export class LineParser {
  readonly #streams: ReadonlyMap<string, RowReader>;
  readonly #splitter: LineSplitter;
  #samples: Sample[] = [];
  /** How many lines were no sample. */
  refusedLines = 0;

  /** @param layouts - of each stream, in the order of their numbers. */
  constructor(layouts: readonly LineLayout[]) {
    const refuse = () => {
      this.refusedLines += 1;
    };
    this.#streams = new Map(
      layouts.map(({ streamKey, valuesPerSample }, stream) => [
        streamKey,
        new RowReader(
          {
            format: { kind: 'csv', separator: ',' },
            columns: Array.from({ length: valuesPerSample }, (_, index) => ({ name: `${index}` })),
            emptyValue: 'refuse',
          },
          { onRow: (values) => this.#samples.push({ stream, values: [...values] }), onRefused: refuse },
        ),
      ]),
    );
    const longest = Math.max(...layouts.map((each) => each.streamKey.length + 24 * each.valuesPerSample));
    this.#splitter = new LineSplitter(
      { maxLineBytes: longest, startsMidLine: true },
      { onLine: (text) => this.#line(text), onRefused: refuse },
    );
  }

  /** @returns the samples whose lines end in these bytes. */
  push(bytes: Uint8Array): Sample[] {
    this.#samples = [];
    this.#splitter.push(bytes);
    return this.#samples;
  }

  #line(text: string): void {
    const space = text.indexOf(' ');
    const reader = this.#streams.get(text.slice(0, Math.max(space, 0)));
    if (reader === undefined) this.refusedLines += 1;
    else reader.line(text.slice(space + 1));
  }
}

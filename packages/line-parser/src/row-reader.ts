import { exampleOf, type Refusal, type RefusalReason } from './line-splitter.js';
import { type LineFormat, type LineValues, readLine } from './line-values.js';

/** One value of each line. */
export type Column = {
  /** The key or label where lines have such; otherwise only a name. */
  readonly name: string;
  /** The value is multiplied by it; 1 when left out. */
  readonly scale?: number;
  /** Then added; 0 when left out. */
  readonly offset?: number;
};

export interface RowReaderOptions {
  readonly format: LineFormat;
  /** In the order of the values. */
  readonly columns: readonly Column[];
  /** What becomes of a value that is not there: the line is refused, or the value is NaN. */
  readonly emptyValue: 'refuse' | 'nan';
}

/** What lines turn into. */
export interface RowHandlers {
  /** One value for each column, scaled. **Borrowed**: valid during the call. */
  readonly onRow: (values: Float64Array) => void;
  readonly onRefused: (refusal: Refusal) => void;
}

/**
 * Reads a row of values from each line: all of them, or the line is refused. Empty lines, and a header that repeats the
 * names of the columns, are passed over. By place a line has as many values as columns (one separator more at its end does
 * no harm); by name it may have others, too.
 */
export class RowReader {
  readonly #options: RowReaderOptions;
  readonly #handlers: RowHandlers;
  readonly #row: Float64Array;

  constructor(options: RowReaderOptions, handlers: RowHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#row = new Float64Array(options.columns.length);
  }

  line(text: string): void {
    if (text.trim() === '') return;
    const line = readLine(this.#options.format, text);
    if (line !== undefined && this.#isHeader(line)) return;
    const reason = line === undefined ? 'not-the-format' : this.#fill(line);
    if (reason === undefined) this.#handlers.onRow(this.#row);
    else this.#handlers.onRefused({ reason, example: exampleOf(text) });
  }

  #fill(line: LineValues): RefusalReason | undefined {
    const { columns, emptyValue } = this.#options;
    if (line.names === undefined && !hasCount(line.values, columns.length)) return 'wrong-count';
    let found = 0;
    for (const [index, { name, scale = 1, offset = 0 }] of columns.entries()) {
      const place = line.names === undefined ? index : line.names.indexOf(name);
      const value = line.values[place];
      if (typeof value === 'string') return 'not-a-number';
      if (value === undefined && emptyValue === 'refuse') return 'missing-value';
      if (value !== undefined) found += 1;
      this.#row[index] = value === undefined ? Number.NaN : value * scale + offset;
    }
    return found === 0 ? 'missing-value' : undefined;
  }

  #isHeader({ names, values }: LineValues): boolean {
    const { columns } = this.#options;
    return (
      names === undefined &&
      hasCount(values, columns.length) &&
      columns.every(({ name }, index) => values[index] === name)
    );
  }
}

/** Whether there are so many values, or one separator more at the end. */
export function hasCount(values: LineValues['values'], count: number): boolean {
  return values.length === count || (values.length === count + 1 && values.at(-1) === undefined);
}

import { exampleOf, type RefusalReason } from './line-splitter.js';
import { type LineFormat, type LineValues, readLine } from './line-values.js';
import { hasCount, type RowHandlers } from './row-reader.js';

export interface MatrixReaderOptions {
  /** Values known by their place: CSV, or JSON arrays. */
  readonly format: Exclude<LineFormat, { kind: 'labels' }>;
  readonly height: number;
  readonly width: number;
  /** As for rows. */
  readonly emptyValue: 'refuse' | 'nan';
  /** Whether the first line is the beginning of a matrix. Otherwise rows are passed over up to the first empty line. */
  readonly startsInStep: boolean;
}

/**
 * Reads matrices: a whole one from a line of height x width values, or one row from each of `height` lines. An empty line
 * ends a block of rows. A block with a bad row is refused as a whole; without empty lines between blocks, the bad row
 * counts as one, so that the next block begins where it should.
 *
 * `onRow` gets the rows of the matrix one after another, the first row first.
 */
export class MatrixReader {
  readonly #options: MatrixReaderOptions;
  readonly #handlers: RowHandlers;
  readonly #matrix: Float64Array;
  /** Rows of the block so far, bad ones among them. */
  #rows = 0;
  #isBad = false;
  /** Whether it is known which row of the matrix a line is. */
  #isInStep: boolean;
  #passedOverRows = 0;

  constructor(options: MatrixReaderOptions, handlers: RowHandlers) {
    this.#options = options;
    this.#handlers = handlers;
    this.#matrix = new Float64Array(options.height * options.width);
    this.#isInStep = options.startsInStep || options.height === 1;
  }

  line(text: string): void {
    if (text.trim() === '') this.#endBlock();
    else this.#take(text);
  }

  /** A line was refused before it came here: it stands for a row. */
  skipLine(): void {
    if (!this.#isInStep) return;
    this.#isBad = true;
    this.#addRows(1);
  }

  #take(text: string): void {
    const { format, height, width } = this.#options;
    const line = readLine(format, text);
    const values = line?.names === undefined ? line?.values : undefined;
    const isWhole = height > 1 && values !== undefined && hasCount(values, height * width);
    if (isWhole) this.#endBlock();
    if (!this.#isInStep) {
      this.#passOver();
      return;
    }
    const reason = values === undefined ? 'not-the-format' : this.#fill(values, isWhole ? height : 1);
    if (reason !== undefined) {
      this.#handlers.onRefused({ reason, example: exampleOf(text) });
      this.#isBad = true;
    }
    this.#addRows(isWhole ? height : 1);
  }

  /** The rest of the matrix that was under way is nothing to tell; more is a device that prints no empty lines. */
  #passOver(): void {
    this.#passedOverRows += 1;
    if (this.#passedOverRows % (2 * this.#options.height) !== 0) return;
    this.#handlers.onRefused({ reason: 'incomplete-block', example: 'no empty line between matrices' });
  }

  #addRows(count: number): void {
    this.#rows += count;
    if (this.#rows < this.#options.height) return;
    if (!this.#isBad) this.#handlers.onRow(this.#matrix);
    this.#rows = 0;
    this.#isBad = false;
  }

  /** What is refused here is a block that is too short; one with a bad row was refused with that row. */
  #endBlock(): void {
    const { height } = this.#options;
    const example = `${this.#rows} of ${height} rows`;
    const isShort = this.#rows > 0 && !this.#isBad;
    this.#isInStep = true;
    this.#rows = 0;
    this.#isBad = false;
    if (isShort) this.#handlers.onRefused({ reason: 'incomplete-block', example });
  }

  /** @param rows - how many rows of the matrix the values are. */
  #fill(values: LineValues['values'], rows: number): RefusalReason | undefined {
    const { width, emptyValue } = this.#options;
    if (!hasCount(values, rows * width)) return 'wrong-count';
    const start = this.#rows * width;
    for (const [index, value] of values.slice(0, rows * width).entries()) {
      if (typeof value === 'string') return 'not-a-number';
      if (value === undefined && emptyValue === 'refuse') return 'missing-value';
      this.#matrix[start + index] = value ?? Number.NaN;
    }
    return undefined;
  }
}

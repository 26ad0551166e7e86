import { type LineFormat, type LineValues, readLine } from './line-values.js';

/**
 * Finds the columns in the first lines: two lines in a row that have the same ones decide. Names are the keys or labels; by
 * place they come from a header line with as many names, otherwise they are `ch1`, `ch2`, ...
 */
export class ColumnFinder {
  readonly #format: LineFormat;
  #header: readonly string[] | undefined;
  #previous: string | undefined;

  constructor(format: LineFormat) {
    this.#format = format;
  }

  /** @returns the names of the columns, once they are certain. */
  line(text: string): readonly string[] | undefined {
    if (text.trim() === '') return undefined;
    const line = readLine(this.#format, text);
    const names = line === undefined ? undefined : this.#namesOf(line);
    const found = names === undefined ? undefined : JSON.stringify(names);
    const isCertain = found !== undefined && found === this.#previous;
    this.#previous = found;
    return isCertain ? names : undefined;
  }

  #namesOf(line: LineValues): readonly string[] | undefined {
    if (line.names !== undefined) {
      // Texts beside the numbers, such as the name of a sensor, are no columns.
      const numeric = line.names.filter((_, index) => typeof line.values[index] === 'number');
      return numeric.length === 0 ? undefined : numeric;
    }
    const values = line.values.at(-1) === undefined ? line.values.slice(0, -1) : line.values;
    if (values.some((value) => typeof value === 'string')) {
      this.#header = headerOf(values);
      return undefined;
    }
    if (!values.some((value) => value !== undefined)) return undefined;
    if (this.#header?.length === values.length) return this.#header;
    return values.map((_, index) => `ch${index + 1}`);
  }
}

/** The names of a header: all of them texts, and different. */
function headerOf(values: LineValues['values']): readonly string[] | undefined {
  const names = values.flatMap((value) => (typeof value === 'string' ? [value.replaceAll('"', '')] : []));
  return names.length === values.length && new Set(names).size === names.length ? names : undefined;
}

/**
 * `@modlink/line-parser`: bytes as lines of text, and lines as rows of values or matrices. Pure: no input, no output, no clock;
 * for drivers whose devices print text, whatever carries it.
 */
export { ColumnFinder } from './column-finder.js';
export {
  exampleOf,
  type LineHandlers,
  LineSplitter,
  type LineSplitterOptions,
  type Refusal,
  type RefusalReason,
  refusalReasons,
} from './line-splitter.js';
export { type LineFormat, type LineValues, readLine } from './line-values.js';
export { MatrixReader, type MatrixReaderOptions } from './matrix-reader.js';
export { type Column, type RowHandlers, RowReader, type RowReaderOptions } from './row-reader.js';

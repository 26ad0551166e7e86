import { MatrixReader, type Refusal, type RowHandlers, RowReader } from './parser/index.js';
import { type ColumnSettings, type CompleteSettings, lineFormat } from './settings.js';

/** Takes what the splitter gives, and reads it as the settings say. */
export interface LineReader {
  onLine(text: string): void;
  onRefused(refusal: Refusal): void;
}

/** A reader of rows, or of matrices. */
export function createLineReader(
  settings: CompleteSettings,
  columns: readonly ColumnSettings[],
  handlers: RowHandlers,
): LineReader {
  const format = lineFormat(settings);
  const { emptyValue } = settings;
  if (settings.mode === 'samples') {
    const reader = new RowReader({ format, columns, emptyValue }, handlers);
    return { onLine: (text) => reader.line(text), onRefused: handlers.onRefused };
  }
  if (format.kind === 'labels') throw new TypeError('completeSettings refuses matrices with labels.');
  const { fieldHeight: height, fieldWidth: width } = settings;
  // A device begins with a whole matrix after a command; without one it was printing before anyone listened.
  const startsInStep = settings.startCommand !== '';
  const reader = new MatrixReader({ format, height, width, emptyValue, startsInStep }, handlers);
  return {
    onLine: (text) => reader.line(text),
    onRefused: (refusal) => {
      handlers.onRefused(refusal);
      reader.skipLine();
    },
  };
}

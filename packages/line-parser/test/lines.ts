import { type LineFormat, LineSplitter, MatrixReader, RowReader } from '../src/index.js';

/** What a parser tells, as plain values that can be compared. */
export type LineEvent = { row: (number | null)[] } | { refused: string };

export interface ReadOptions {
  readonly format: LineFormat;
  readonly columns?: readonly { readonly name: string; readonly scale?: number; readonly offset?: number }[];
  readonly matrix?: { readonly height: number; readonly width: number };
  readonly emptyValue?: 'refuse' | 'nan';
  readonly startsMidLine?: boolean;
  readonly startsInStep?: boolean;
  readonly maxLineBytes?: number;
}

/** Reads bytes in the given pieces. NaN is `null`, as in JSON. */
export function readAll(pieces: Iterable<Uint8Array>, options: ReadOptions) {
  const { format, columns = [], matrix, emptyValue = 'refuse', startsInStep = true } = options;
  const events: LineEvent[] = [];
  const handlers = {
    onRow: (values: Float64Array) => {
      events.push({ row: Array.from(values, (value) => (Number.isNaN(value) ? null : value)) });
    },
    onRefused: ({ reason }: { reason: string }) => void events.push({ refused: reason }),
  };
  const rows = new RowReader({ format, columns, emptyValue }, handlers);
  const matrices =
    matrix &&
    format.kind !== 'labels' &&
    new MatrixReader({ format, ...matrix, emptyValue, startsInStep }, handlers);
  const reader = matrices || rows;
  const { startsMidLine = false, maxLineBytes = 256 } = options;
  const splitter = new LineSplitter(
    { startsMidLine, maxLineBytes },
    {
      onLine: (text) => reader.line(text),
      onRefused: (refusal) => {
        handlers.onRefused(refusal);
        if (matrices) matrices.skipLine();
      },
    },
  );
  let counted = 0;
  for (const piece of pieces) {
    counted += splitter.countLines(piece);
    splitter.push(piece);
  }
  return { events, pendingBytes: splitter.pendingBytes, counted };
}

/** The bytes in pieces of the given sizes, over and over. */
export function* cut(bytes: Uint8Array, sizes: readonly number[]): Generator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index++) {
    const size = sizes[index % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

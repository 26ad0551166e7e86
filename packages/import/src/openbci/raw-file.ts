/** Reads the rows of a raw text file of the OpenBCI GUI. */
import { invalidFile } from '../errors.js';
import { linesOf } from '../input/lines.js';
import type { SourceFile } from '../input/source-file.js';
import type { WarningLog } from '../input/warning-log.js';
import { type BoardKind, boardKind, parseHeader, type RawHeader } from './raw-header.js';
import { layoutOf, type RawLayout } from './raw-layout.js';
import { CounterSurvey, type SampleCounter } from './sample-counter.js';

export interface RawRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly index: number;
}

/** What the first reading finds out. */
export interface RawSurvey {
  readonly header: RawHeader;
  readonly layout: RawLayout;
  readonly board: BoardKind;
  readonly counter: SampleCounter;
  /** The columns of {@link RawLayout.aux} in which there is something: an input that is not always zero, another that changes. */
  readonly auxInUse: RawLayout['aux'];
}

const mostHeaderLines = 1_000;
const mostColumns = 1_000;

/** @throws {ImportError} `IMPORT_INVALID_FILE`, `IMPORT_NOT_READABLE`, `IMPORT_CANCELLED` */
export async function surveyRaw(source: SourceFile, warnings: WarningLog): Promise<RawSurvey> {
  const lines: string[] = [];
  let columnLine: string | undefined;
  let header: RawHeader | undefined;
  let layout: RawLayout | undefined;
  const counter = new CounterSurvey();
  const firstAux = new Map<number, string>();
  const inUse = new Set<number>();
  for await (const { number, text } of linesOf(source)) {
    if (text === '') continue;
    if (layout === undefined) {
      if (text?.startsWith('%') && lines.length < mostHeaderLines) {
        lines.push(text);
        continue;
      }
      if (number === 1)
        throw invalidFile(
          source.path,
          'line 1',
          'a raw text file of the OpenBCI GUI begins with "%OpenBCI Raw"',
        );
      if (columnLine === undefined && text !== undefined && /^Sample Index\s*,/i.test(text)) {
        columnLine = text;
        continue;
      }
    }
    const cells = text?.split(',').map((cell) => cell.trim());
    if (layout === undefined) {
      header = parseHeader(lines, columnLine);
      const found =
        cells === undefined || cells.length > mostColumns
          ? 'a row of values was expected'
          : layoutOf(header, cells);
      if (typeof found === 'string') throw invalidFile(source.path, `line ${number}`, found);
      layout = found;
    }
    const row = cells === undefined ? undefined : rowOf(cells, number, layout);
    if (row === undefined) {
      warnings.add(
        'a row that is not as long as the others, or has no numbers, is left out',
        `line ${number}`,
      );
      continue;
    }
    counter.add(row.index);
    for (const { column, name } of layout.aux) {
      if (inUse.has(column)) continue;
      const cell = row.cells[column] ?? '';
      const first = firstAux.get(column);
      if (first === undefined) firstAux.set(column, cell);
      const isInput = /^(digital|analog)/i.test(name);
      if (isInput ? Number(cell) !== 0 : first !== undefined && first !== cell) inUse.add(column);
    }
  }
  if (header === undefined || layout === undefined)
    throw invalidFile(
      source.path,
      `line ${lines.length + 1}`,
      'rows of values were expected, and there is none',
    );
  const board = boardKind(header, layout.exg.length);
  return {
    header,
    layout,
    board,
    counter: counter.counter(board),
    auxInUse: layout.aux.filter(({ column }) => inUse.has(column)),
  };
}

/** All rows that are whole. What is not was told by the first reading. */
export async function* rawRows(
  source: SourceFile,
  { layout, header }: RawSurvey,
): AsyncGenerator<RawRow, void, void> {
  let isHead = true;
  for await (const { number, text } of linesOf(source)) {
    if (text === undefined || text === '') continue;
    if (isHead && (text.startsWith('%') || (header.columns.length > 0 && /^Sample Index\s*,/i.test(text))))
      continue;
    isHead = false;
    const row = rowOf(
      text.split(',').map((cell) => cell.trim()),
      number,
      layout,
    );
    if (row !== undefined) yield row;
  }
}

function rowOf(cells: readonly string[], line: number, layout: RawLayout): RawRow | undefined {
  const { cells: count, exg, accel, aux } = layout;
  if (cells.length !== count) return undefined;
  const index = Number(cells[0]);
  if (cells[0] === '' || !Number.isSafeInteger(index) || index < 0) return undefined;
  const isNumber = (column: number): boolean =>
    cells[column] !== '' && Number.isFinite(Number(cells[column]));
  if (!exg.every(isNumber) || !accel.every(isNumber) || !aux.every(({ column }) => isNumber(column)))
    return undefined;
  return { line, cells, index };
}

import Table from 'cli-table3';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Colors } from './output.js';

/** No lines: only columns with two spaces between them. */
const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};
const gap = 2;
/** A column that must shrink keeps at least this, else the rows become blocks. */
const narrowestColumn = 12;

/**
 * A table with headings. Where it is too wide, its widest columns wrap; where that does not do, each row becomes a block
 * of lines.
 */
export function table(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  { columns, colors }: { readonly columns: number; readonly colors: Colors },
): string {
  const natural = headings.map((heading, index) =>
    Math.max(stringWidth(heading), ...rows.map((row) => stringWidth(row[index] ?? ''))),
  );
  const widths = fitted(natural, columns - gap * (headings.length - 1));
  if (widths === undefined) return blocks(headings, rows, colors);
  const drawn = new Table({
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [], compact: true },
    head: headings.map((heading) => colors.dim(heading)),
    colWidths: widths,
  });
  // Wrapped here, since the table would cut a word that is longer than its column.
  drawn.push(
    ...rows.map((row) => row.map((cell, index) => wrapAnsi(cell, widths[index] ?? 0, { hard: true }))),
  );
  return trimmedLines(drawn.toString());
}

/** Widths that fit into the columns, taken from the widest; `undefined` where that makes one too narrow. */
function fitted(natural: readonly number[], columns: number): number[] | undefined {
  const widths = [...natural];
  for (let excess = sum(widths) - columns; excess > 0; excess--) {
    const widest = widths.indexOf(Math.max(...widths));
    const width = (widths[widest] ?? 0) - 1;
    if (width < narrowestColumn) return undefined;
    widths[widest] = width;
  }
  return widths;
}

function blocks(headings: readonly string[], rows: readonly (readonly string[])[], colors: Colors): string {
  const labelWidth = Math.max(...headings.map((heading) => heading.length));
  return rows
    .map((row) =>
      row
        .map((cell, index) => `${colors.dim((headings[index] ?? '').padEnd(labelWidth))}  ${cell}`)
        .join('\n'),
    )
    .join('\n\n');
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function trimmedLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

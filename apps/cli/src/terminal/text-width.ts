import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';

/** The text in exactly this many columns: cut, or filled with spaces. Colours count nothing. */
export function inColumns(text: string, columns: number): string {
  const width = stringWidth(text);
  if (width <= columns) return text + ' '.repeat(columns - width);
  return columns > 1 ? `${sliceAnsi(text, 0, columns - 1)}…` : sliceAnsi(text, 0, Math.max(columns, 0));
}

/** One text at each end of a line; the left one is cut where both do not fit. */
export function atBothEnds(left: string, right: string, columns: number): string {
  const rightWidth = stringWidth(right);
  if (rightWidth === 0) return inColumns(left, columns);
  return rightWidth + 2 >= columns
    ? inColumns(right, columns)
    : `${inColumns(left, columns - rightWidth - 1)} ${right}`;
}

/** As many of the parts as fit, in their order, the first ones first. */
export function joinFitting(parts: readonly string[], separator: string, columns: number): string {
  let joined = '';
  for (const part of parts) {
    const longer = joined === '' ? part : joined + separator + part;
    if (stringWidth(longer) > columns) break;
    joined = longer;
  }
  return joined;
}

/** Where a curve runs through each column of pixels: the least and the greatest height; `least > greatest` where it does not. */
export interface TraceColumns {
  readonly least: Float32Array;
  readonly greatest: Float32Array;
}

export interface TraceSpan {
  readonly times: Float64Array;
  readonly values: Float32Array;
  /** Positions of the samples, without `end`. */
  readonly begin: number;
  readonly end: number;
}

/** How times and values become pixels. */
export interface TraceScale {
  /** The time at the left edge of the first column. */
  readonly fromMs: number;
  readonly pixelsPerMs: number;
  /** The height of the value 0, and what one unit more adds. */
  readonly zeroY: number;
  readonly pixelsPerUnit: number;
}

export const createColumns = (width: number): TraceColumns => ({
  least: new Float32Array(width),
  greatest: new Float32Array(width),
});

/**
 * Follows a curve of straight lines between samples. However many samples a column holds, none of their peaks is left out.
 */
export function traceColumns(span: TraceSpan, scale: TraceScale, { least, greatest }: TraceColumns): void {
  const { times, values, begin, end } = span;
  const { fromMs, pixelsPerMs, zeroY, pixelsPerUnit } = scale;
  const width = least.length;
  least.fill(Number.POSITIVE_INFINITY);
  greatest.fill(Number.NEGATIVE_INFINITY);
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  for (let at = begin; at < end; at++) {
    const x = ((times[at] as number) - fromMs) * pixelsPerMs;
    const y = zeroY + (values[at] as number) * pixelsPerUnit;
    const column = Math.floor(x);
    // A value that is no number breaks the line here and at the next sample.
    if (!Number.isNaN(y) && column >= 0 && column < width) {
      if (y < (least[column] as number)) least[column] = y;
      if (y > (greatest[column] as number)) greatest[column] = y;
    }
    if (!Number.isNaN(y) && !Number.isNaN(lastY) && Math.floor(lastX) < column) {
      // The line crosses edges of columns: its height there belongs to the columns at both sides.
      const slope = (y - lastY) / (x - lastX);
      const firstEdge = Math.max(0, Math.floor(lastX) + 1);
      const lastEdge = Math.min(width, column);
      for (let edge = firstEdge; edge <= lastEdge; edge++) {
        const height = lastY + (edge - lastX) * slope;
        if (edge > 0) widen(least, greatest, edge - 1, height);
        if (edge < width) widen(least, greatest, edge, height);
      }
    }
    lastX = x;
    lastY = y;
  }
}

function widen(least: Float32Array, greatest: Float32Array, column: number, y: number): void {
  if (y < (least[column] as number)) least[column] = y;
  if (y > (greatest[column] as number)) greatest[column] = y;
}

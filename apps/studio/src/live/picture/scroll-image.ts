import { type ColourMapName, colourMap, paintValues } from './colour-maps.js';
import type { Place } from './picture-place.js';
import type { ValueRange } from './value-range.js';

/**
 * A picture that grows by columns at its right, and loses as many at its left. Columns are painted once, as they come, into a
 * canvas that is used as a ring; all of them again when their colours change.
 */
export class ScrollImage {
  readonly columns: number;
  readonly rows: number;
  readonly #values: Float32Array;
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #column: ImageData;
  readonly #columnPixels: Uint32Array;
  /** Where the next column goes. */
  #next = 0;
  #filled = 0;
  #map: ColourMapName = 'gray';
  #range: ValueRange = { minimum: 0, maximum: 1 };

  constructor(columns: number, rows: number) {
    this.columns = columns;
    this.rows = rows;
    this.#values = new Float32Array(columns * rows).fill(Number.NaN);
    this.#canvas = document.createElement('canvas');
    this.#canvas.width = columns;
    this.#canvas.height = rows;
    const context = this.#canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('This browser has no 2d canvas.');
    this.#context = context;
    this.#column = new ImageData(1, rows);
    this.#columnPixels = new Uint32Array(this.#column.data.buffer);
  }

  /** Values of the columns that are there; not a number where there is none. */
  get values(): Float32Array {
    return this.#values;
  }

  /** The share of the columns that have been pushed. */
  get filledShare(): number {
    return this.#filled / this.columns;
  }

  /** @param values - from the top down. */
  push(values: ArrayLike<number>): void {
    this.#values.set(values, this.#next * this.rows);
    this.#paint(this.#next);
    this.#next = (this.#next + 1) % this.columns;
    this.#filled = Math.min(this.columns, this.#filled + 1);
  }

  /** Columns without values: something is missing there. */
  pushEmpty(columns: number): void {
    const empty = new Float32Array(this.rows).fill(Number.NaN);
    for (let column = 0; column < Math.min(columns, this.columns); column++) this.push(empty);
  }

  /** Takes a moment: all columns are painted again. */
  setColours(map: ColourMapName, range: ValueRange): void {
    if (map === this.#map && range.minimum === this.#range.minimum && range.maximum === this.#range.maximum) {
      return;
    }
    this.#map = map;
    this.#range = range;
    const { columns, rows } = this;
    const all = new ImageData(columns, rows);
    const pixels = new Uint32Array(all.data.buffer);
    for (let column = 0; column < columns; column++) {
      this.#colour(column);
      for (let row = 0; row < rows; row++) pixels[row * columns + column] = this.#columnPixels[row] as number;
    }
    this.#context.putImageData(all, 0, 0);
  }

  /** Draws the oldest column at the left edge of the place. */
  draw(context: CanvasRenderingContext2D, { x, y, width, height }: Place, isSmooth: boolean): void {
    context.imageSmoothingEnabled = isSmooth;
    const older = this.columns - this.#next;
    const olderWidth = (width * older) / this.columns;
    context.drawImage(this.#canvas, this.#next, 0, older, this.rows, x, y, olderWidth, height);
    if (this.#next === 0) return;
    context.drawImage(
      this.#canvas,
      0,
      0,
      this.#next,
      this.rows,
      x + olderWidth,
      y,
      width - olderWidth,
      height,
    );
  }

  #paint(column: number): void {
    this.#colour(column);
    this.#context.putImageData(this.#column, column, 0);
  }

  #colour(column: number): void {
    const values = this.#values.subarray(column * this.rows, (column + 1) * this.rows);
    paintValues(values, this.#range, colourMap(this.#map), this.#columnPixels);
  }
}

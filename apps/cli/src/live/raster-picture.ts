import type { StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { grey } from '../terminal/color-map.js';
import type { Room } from '../terminal/live-screen.js';
import { drawPixels } from '../terminal/pixels.js';
import { type Palette, pixelPictureRows, type StreamPicture } from './stream-picture.js';
import { ValueRange } from './value-range.js';

/** The time from one line that is shown to the next: all lines would run by faster than the eye follows. */
const lineSeconds = 0.1;
const keptLines = 128;
/** Pixels that are kept of a line: about as many as a terminal shows. */
const keptPixels = 160;

/** The first channel as a strip that runs upwards, the newest line at the bottom. */
export class RasterPicture implements StreamPicture {
  readonly wantedRows = pixelPictureRows;
  readonly #linesPerKept: number;
  readonly #range = new ValueRange();
  readonly #lines: Float64Array[] = [];
  #skipped = 0;

  constructor({ nominalSampleRateHz: rateHz }: StreamDescriptor) {
    this.#linesPerKept = rateHz === 'irregular' ? 1 : Math.max(Math.round(rateHz * lineSeconds), 1);
  }

  add(view: FrameView): void {
    for (let line = 0; line < view.axisLength(1); line++) {
      this.#skipped += 1;
      if (this.#skipped < this.#linesPerKept) continue;
      this.#skipped = 0;
      this.#keep(view, line);
    }
  }

  draw({ columns, rows }: Room, { colorDepth }: Palette): string[] {
    const [line] = this.#lines;
    if (line === undefined) return [];
    const height = 2 * rows;
    const first = this.#lines.length - height;
    const width = Math.min(columns, line.length);
    return drawPixels(
      {
        width,
        height,
        at: (x, y) => {
          const shown = this.#lines[first + y];
          return shown === undefined
            ? [0, 0, 0]
            : grey(this.#range.place(shown[Math.floor(((x + 0.5) * shown.length) / width)] ?? 0));
        },
      },
      colorDepth,
    );
  }

  #keep(view: FrameView, line: number): void {
    const { values } = view.data;
    const length = view.axisLength(2);
    const pixels = new Float64Array(Math.min(length, keptPixels));
    for (let pixel = 0; pixel < pixels.length; pixel++) {
      const value = Number(values[line * length + Math.floor(((pixel + 0.5) * length) / pixels.length)]);
      pixels[pixel] = value;
      this.#range.add(value);
    }
    this.#lines.push(pixels);
    if (this.#lines.length > keptLines) this.#lines.shift();
  }
}

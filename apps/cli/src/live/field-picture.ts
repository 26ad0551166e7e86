import type { NdArray } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { heat } from '../terminal/color-map.js';
import type { Room } from '../terminal/live-screen.js';
import { drawPixels, fittedSize } from '../terminal/pixels.js';
import { type Palette, pixelPictureRows, type StreamPicture } from './stream-picture.js';
import { ValueRange } from './value-range.js';

/** A heat map of the first channel, as it was last. */
export class FieldPicture implements StreamPicture {
  readonly wantedRows = pixelPictureRows;
  readonly #range = new ValueRange();
  #latest: FrameView | undefined;

  add(view: FrameView): void {
    this.#latest = view;
  }

  draw(room: Room, { colorDepth }: Palette): string[] {
    if (this.#latest === undefined) return [];
    const { data } = this.#latest;
    const [, frames = 1, height = 1, width = 1] = data.shape;
    const start = (frames - 1) * height * width;
    for (let index = start; index < start + height * width; index++) this.#range.add(valueAt(data, index));
    const size = fittedSize({ width, height }, room);
    return drawPixels(
      {
        ...size,
        at: (x, y) => {
          const column = Math.floor(((x + 0.5) * width) / size.width);
          const row = Math.floor(((y + 0.5) * height) / size.height);
          return heat(this.#range.place(valueAt(data, start + row * width + column)));
        },
      },
      colorDepth,
    );
  }
}

const valueAt = ({ values }: NdArray, index: number): number => Number(values[index]);

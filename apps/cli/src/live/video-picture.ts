import type { NdArray, PixelFormat, StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { Room } from '../terminal/live-screen.js';
import { drawPixels, fittedSize, type Rgb } from '../terminal/pixels.js';
import { type Palette, pixelPictureRows, type StreamPicture } from './stream-picture.js';

/** Bytes per pixel, and which of them are red, green and blue. */
interface PixelLayout {
  readonly bytes: number;
  readonly rgb: Rgb;
}

/** The formats whose pixels lie side by side. */
const layouts: Partial<Record<PixelFormat, PixelLayout>> = {
  gray8: { bytes: 1, rgb: [0, 0, 0] },
  rgb24: { bytes: 3, rgb: [0, 1, 2] },
  bgr24: { bytes: 3, rgb: [2, 1, 0] },
  rgba32: { bytes: 4, rgb: [0, 1, 2] },
  bgra32: { bytes: 4, rgb: [2, 1, 0] },
};

/** The last picture of a video. */
export class VideoPicture implements StreamPicture {
  readonly wantedRows = pixelPictureRows;
  readonly #pixelFormat: PixelFormat | undefined;
  #latest: FrameView | undefined;

  constructor({ pixelFormat }: StreamDescriptor) {
    this.#pixelFormat = pixelFormat;
  }

  add(view: FrameView): void {
    this.#latest = view;
  }

  draw(room: Room, { colors, colorDepth }: Palette): string[] {
    if (this.#latest === undefined) return [];
    const { data } = this.#latest;
    const [, , height = 1, width = 1] = data.shape;
    const pixelAt = pixelReader(data, this.#pixelFormat);
    if (pixelAt === undefined) return [colors.dim(`${this.#pixelFormat} is not drawn here`)];
    const size = fittedSize({ width, height }, room);
    return drawPixels(
      {
        ...size,
        at: (x, y) =>
          pixelAt(
            Math.floor(((x + 0.5) * width) / size.width),
            Math.floor(((y + 0.5) * height) / size.height),
          ),
      },
      colorDepth,
    );
  }
}

function pixelReader(
  { values, shape }: NdArray,
  format: PixelFormat | undefined,
): ((x: number, y: number) => Rgb) | undefined {
  const [channels = 1, frames = 1, height = 1, width = 1] = shape;
  const read = (index: number): number => Number(values[index]);
  if (format === undefined) {
    const plane = frames * height * width;
    return (x, y) => {
      const start = ((frames - 1) * height + y) * width + x;
      const channel = (wanted: number): number => read(start + Math.min(wanted, channels - 1) * plane);
      return [channel(0), channel(1), channel(2)];
    };
  }
  const layout = layouts[format];
  if (layout === undefined) return undefined;
  const { bytes, rgb } = layout;
  return (x, y) => {
    const start = (((frames - 1) * height + y) * width + x) * bytes;
    return [read(start + rgb[0]), read(start + rgb[1]), read(start + rgb[2])];
  };
}

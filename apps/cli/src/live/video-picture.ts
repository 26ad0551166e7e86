import type { NdArray, PixelFormat, StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { sizeText } from '../output/quantities.js';
import type { Room } from '../terminal/live-screen.js';
import { drawPixels, fittedSize, type Rgb } from '../terminal/pixels.js';
import { type Palette, pixelPictureRows, type StreamPicture } from './stream-picture.js';

/** The pixels of a picture, wherever they stand in memory. */
interface PixelSource {
  readonly width: number;
  readonly height: number;
  at(x: number, y: number): Rgb;
}

/** Bytes per pixel, and which of them are red, green and blue. */
interface PixelLayout {
  readonly bytes: number;
  readonly rgb: Rgb;
}

/** The formats whose pixels lie side by side. */
const layouts = {
  gray8: { bytes: 1, rgb: [0, 0, 0] },
  rgb24: { bytes: 3, rgb: [0, 1, 2] },
  bgr24: { bytes: 3, rgb: [2, 1, 0] },
  rgba32: { bytes: 4, rgb: [0, 1, 2] },
  bgra32: { bytes: 4, rgb: [2, 1, 0] },
} as const satisfies Partial<Record<PixelFormat, PixelLayout>>;

/** The last picture of a video. */
export class VideoPicture implements StreamPicture {
  readonly wantedRows = pixelPictureRows;
  readonly #descriptor: StreamDescriptor;
  #latest: FrameView | undefined;

  constructor(descriptor: StreamDescriptor) {
    this.#descriptor = descriptor;
  }

  add(view: FrameView): void {
    this.#latest = view;
  }

  draw(room: Room, { colors, colorDepth }: Palette): string[] {
    if (this.#latest === undefined) return [];
    const { data } = this.#latest;
    const { pixelFormat, metadata } = this.#descriptor;
    if (pixelFormat === 'mjpeg') {
      const size = `${String(metadata.width ?? '?')} x ${String(metadata.height ?? '?')} pixels`;
      return [
        `a JPEG picture of ${size}, ${sizeText(data.values.length)}`,
        colors.dim('To see it here, choose rgb24 as the pixel format of the camera.'),
      ].slice(0, room.rows);
    }
    const source = pixelSource(data, pixelFormat);
    const size = fittedSize(source, room);
    return drawPixels(
      {
        ...size,
        at: (x, y) =>
          source.at(
            Math.floor(((x + 0.5) * source.width) / size.width),
            Math.floor(((y + 0.5) * source.height) / size.height),
          ),
      },
      colorDepth,
    );
  }
}

/** The last picture of a frame. The shapes are those of the SDK's `pixelFormats`. */
function pixelSource(
  { values, shape }: NdArray,
  format: Exclude<PixelFormat, 'mjpeg'> | undefined,
): PixelSource {
  const [channels = 1, frames = 1, height = 1, width = 1] = shape;
  const read = (index: number): number => Number(values[index]);
  const last = frames - 1;
  switch (format) {
    case undefined: {
      const plane = frames * height * width;
      const at = (x: number, y: number): Rgb => {
        const start = (last * height + y) * width + x;
        const channel = (wanted: number): number => read(start + Math.min(wanted, channels - 1) * plane);
        return [channel(0), channel(1), channel(2)];
      };
      return { width, height, at };
    }
    case 'yuyv422': {
      const at = (x: number, y: number): Rgb => {
        const row = (last * height + y) * width * 2;
        const pair = row + (x >> 1) * 4;
        return rgbOfYuv(read(row + x * 2), read(pair + 1), read(pair + 3));
      };
      return { width, height, at };
    }
    case 'nv12': {
      const rows = Math.floor((height * 2) / 3);
      const start = last * height * width;
      const at = (x: number, y: number): Rgb => {
        const pair = start + (rows + (y >> 1)) * width + (x >> 1) * 2;
        return rgbOfYuv(read(start + y * width + x), read(pair), read(pair + 1));
      };
      return { width, height: rows, at };
    }
    default: {
      const { bytes, rgb } = layouts[format];
      const at = (x: number, y: number): Rgb => {
        const start = ((last * height + y) * width + x) * bytes;
        return [read(start + rgb[0]), read(start + rgb[1]), read(start + rgb[2])];
      };
      return { width, height, at };
    }
  }
}

/** ITU-R BT.601, 8 bits with Y from 16 to 235, as cameras send it. */
function rgbOfYuv(y: number, cb: number, cr: number): Rgb {
  const luma = 1.164 * (y - 16);
  const clamp = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));
  return [
    clamp(luma + 1.596 * (cr - 128)),
    clamp(luma - 0.392 * (cb - 128) - 0.813 * (cr - 128)),
    clamp(luma + 2.017 * (cb - 128)),
  ];
}

/**
 * Pixels of video frames as `ImageData` holds them: red, green, blue and opacity, a byte each. How each format stands in
 * memory is written at `pixelFormats` of the SDK.
 */
import type { PixelFormat } from '@modlink/sdk';

/** A frame of video, its first picture if it has several. */
export interface VideoPixels {
  /** `undefined` is planar: all of the first channel, then all of the second ... */
  readonly format: Exclude<PixelFormat, 'mjpeg'> | undefined;
  readonly values: ArrayLike<number>;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
  /** Of so many rows and columns one is taken: 1 is all of them. A picture that is shown smaller costs as much less. */
  readonly step: number;
  /** The distance of the channels of planar pictures, in values. */
  readonly planeStride: number;
  /** The greatest value of planar pictures that are not of bytes. 255 for bytes. */
  readonly white: number;
}

const opaque = 0xff000000;

/** The size of what is written. */
export const writtenSize = ({ width, height, step }: Pick<VideoPixels, 'width' | 'height' | 'step'>) => ({
  width: Math.floor(width / step),
  height: Math.floor(height / step),
});

/** Writes the pixels of {@link writtenSize}. @param pixels - as `Uint32Array` over the bytes of `ImageData`. */
export function writePixels(picture: VideoPixels, pixels: Uint32Array): void {
  switch (picture.format) {
    case 'gray8':
      writePlanar({ ...picture, channels: 1, white: 255 }, pixels);
      break;
    case 'rgb24':
      writePacked(picture, pixels, 3, 0, 2);
      break;
    case 'bgr24':
      writePacked(picture, pixels, 3, 2, 0);
      break;
    case 'rgba32':
      writePacked(picture, pixels, 4, 0, 2);
      break;
    case 'bgra32':
      writePacked(picture, pixels, 4, 2, 0);
      break;
    case 'yuyv422':
      writeYuyv(picture, pixels);
      break;
    case 'nv12':
      writeNv12(picture, pixels);
      break;
    default:
      writePlanar(picture, pixels);
  }
}

/** Opacity is not shown: cameras leave it unset. */
function writePacked(
  { values, width, height, step }: VideoPixels,
  pixels: Uint32Array,
  bytes: number,
  red: number,
  blue: number,
): void {
  let at = 0;
  for (let y = 0; y <= height - step; y += step) {
    for (let x = 0; x <= width - step; x += step) {
      const from = (y * width + x) * bytes;
      pixels[at++] =
        opaque |
        ((values[from + blue] as number) << 16) |
        ((values[from + 1] as number) << 8) |
        (values[from + red] as number);
    }
  }
}

function writePlanar(picture: VideoPixels, pixels: Uint32Array): void {
  const { values, width, height, step, channels, planeStride, white } = picture;
  const scale = 255 / white;
  const green = channels >= 3 ? planeStride : 0;
  const blue = channels >= 3 ? 2 * planeStride : 0;
  let at = 0;
  for (let y = 0; y <= height - step; y += step) {
    for (let x = 0; x <= width - step; x += step) {
      const from = y * width + x;
      pixels[at++] =
        opaque |
        (byte((values[blue + from] as number) * scale) << 16) |
        (byte((values[green + from] as number) * scale) << 8) |
        byte((values[from] as number) * scale);
    }
  }
}

function writeYuyv({ values, width, height, step }: VideoPixels, pixels: Uint32Array): void {
  let at = 0;
  for (let y = 0; y <= height - step; y += step) {
    for (let x = 0; x <= width - step; x += step) {
      const pair = (y * width + (x & ~1)) * 2;
      const luma = values[(y * width + x) * 2] as number;
      pixels[at++] = fromYCbCr(luma, values[pair + 1] as number, values[pair + 3] as number);
    }
  }
}

function writeNv12({ values, width, height, step }: VideoPixels, pixels: Uint32Array): void {
  let at = 0;
  for (let y = 0; y <= height - step; y += step) {
    const chroma = width * height + (y >> 1) * width;
    for (let x = 0; x <= width - step; x += step) {
      const pair = chroma + (x & ~1);
      const luma = values[y * width + x] as number;
      pixels[at++] = fromYCbCr(luma, values[pair] as number, values[pair + 1] as number);
    }
  }
}

/**
 * ITU-R BT.601, with luma from 16 to 235 and chroma from 16 to 240: what cameras send that do not say otherwise. The factors
 * are those of the standard, times 256.
 */
function fromYCbCr(y: number, cb: number, cr: number): number {
  const luma = 298 * (y - 16) + 128;
  const blueDifference = cb - 128;
  const redDifference = cr - 128;
  const red = (luma + 409 * redDifference) >> 8;
  const green = (luma - 100 * blueDifference - 208 * redDifference) >> 8;
  const blue = (luma + 516 * blueDifference) >> 8;
  return opaque | (byte(blue) << 16) | (byte(green) << 8) | byte(red);
}

const byte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value | 0);

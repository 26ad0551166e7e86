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
  /** The distance of the channels of planar pictures, in values. */
  readonly planeStride: number;
  /** The greatest value of planar pictures that are not of bytes. 255 for bytes. */
  readonly white: number;
}

const opaque = 0xff000000;

/** Writes `width * height` pixels. @param pixels - as `Uint32Array` over the bytes of `ImageData`. */
export function writePixels(picture: VideoPixels, pixels: Uint32Array): void {
  switch (picture.format) {
    case 'gray8':
      writeGray(picture.values, pixels);
      break;
    case 'rgb24':
      writePacked(picture.values, pixels, 3, 0, 2);
      break;
    case 'bgr24':
      writePacked(picture.values, pixels, 3, 2, 0);
      break;
    case 'rgba32':
      writePacked(picture.values, pixels, 4, 0, 2);
      break;
    case 'bgra32':
      writePacked(picture.values, pixels, 4, 2, 0);
      break;
    case 'yuyv422':
      writeYuyv(picture.values, pixels);
      break;
    case 'nv12':
      writeNv12(picture, pixels);
      break;
    default:
      writePlanar(picture, pixels);
  }
}

function writeGray(values: ArrayLike<number>, pixels: Uint32Array): void {
  for (let at = 0; at < pixels.length; at++) {
    const gray = values[at] as number;
    pixels[at] = opaque | (gray << 16) | (gray << 8) | gray;
  }
}

/** Opacity is not shown: cameras leave it unset. */
function writePacked(
  values: ArrayLike<number>,
  pixels: Uint32Array,
  bytes: number,
  red: number,
  blue: number,
): void {
  for (let at = 0, from = 0; at < pixels.length; at++, from += bytes) {
    pixels[at] =
      opaque |
      ((values[from + blue] as number) << 16) |
      ((values[from + 1] as number) << 8) |
      (values[from + red] as number);
  }
}

function writePlanar({ values, channels, planeStride, white }: VideoPixels, pixels: Uint32Array): void {
  const scale = 255 / white;
  const green = channels >= 3 ? planeStride : 0;
  const blue = channels >= 3 ? 2 * planeStride : 0;
  for (let at = 0; at < pixels.length; at++) {
    pixels[at] =
      opaque |
      (byte((values[blue + at] as number) * scale) << 16) |
      (byte((values[green + at] as number) * scale) << 8) |
      byte((values[at] as number) * scale);
  }
}

function writeYuyv(values: ArrayLike<number>, pixels: Uint32Array): void {
  for (let at = 0, from = 0; at < pixels.length; at += 2, from += 4) {
    const cb = values[from + 1] as number;
    const cr = values[from + 3] as number;
    pixels[at] = fromYCbCr(values[from] as number, cb, cr);
    pixels[at + 1] = fromYCbCr(values[from + 2] as number, cb, cr);
  }
}

function writeNv12({ values, width, height }: VideoPixels, pixels: Uint32Array): void {
  for (let y = 0; y < height; y++) {
    const chroma = width * height + (y >> 1) * width;
    for (let x = 0; x < width; x++) {
      const pair = chroma + (x & ~1);
      const at = y * width + x;
      pixels[at] = fromYCbCr(values[at] as number, values[pair] as number, values[pair + 1] as number);
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

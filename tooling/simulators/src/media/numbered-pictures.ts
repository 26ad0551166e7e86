/** Pictures that tell their number, made by ffmpeg: a camera whose truth is known. */
import type { MediaSource } from '@modlink/sdk';

export interface NumberedPicturesOptions {
  /** Pixels; 64 x 48 when absent. */
  readonly width?: number;
  readonly height?: number;
  /** Pictures per second, at which they really come; 30 when absent. */
  readonly frameRateHz?: number;
  /** After how many pictures the input ends; never when absent. */
  readonly count?: number;
}

/** Every pixel of picture n, counted from 0, is red n % 256, green n / 256, blue its column. */
export function numberedPictures(options: NumberedPicturesOptions = {}): MediaSource {
  const { width = 64, height = 48, frameRateHz = 30, count } = options;
  const duration = count === undefined ? '' : `:d=${count / frameRateHz}`;
  return {
    format: 'lavfi',
    input: `nullsrc=s=${width}x${height}:r=${frameRateHz}${duration},format=gbrp,geq=r='mod(N,256)':g='floor(N/256)':b='mod(X,256)'`,
    options: { re: '' },
  };
}

/**
 * The number of a picture in `rgb24`.
 * @returns `undefined` for a picture that is not whole and right in every pixel.
 */
export function numberOfPicture(bytes: Uint8Array, width = 64): number | undefined {
  const [red = -1, green = -1] = bytes;
  for (let at = 0; at < bytes.length; at += 3) {
    const column = (at / 3) % width;
    if (bytes[at] !== red || bytes[at + 1] !== green || bytes[at + 2] !== column % 256) return undefined;
  }
  return green * 256 + red;
}

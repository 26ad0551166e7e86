/** Pictures as NWB has them: `[frame, row, column]`, or `[frame, row, column, colour]`. */
import type { PixelFormat, TypedArray } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { channelOrders, reordered } from '../pictures/picture-files.js';

export interface NwbPictures {
  readonly values: TypedArray;
  /** The axes after the frame. */
  readonly inner: readonly number[];
}

/** What stands in the way of pictures in the file itself; `undefined` where nothing does. */
export function whyNoPictures(pixelFormat: PixelFormat | undefined): string | undefined {
  if (pixelFormat === undefined || pixelFormat === 'mjpeg' || channelOrders[pixelFormat] !== undefined)
    return undefined;
  return `Its pictures are luma and chroma (${pixelFormat}), which the format does not have. Export it to MP4 or NPZ.`;
}

/** The pictures of a frame that are not compressed; colours in the order red, green, blue, alpha. */
export function nwbPictures({ data: { values, shape }, pixelFormat }: FrameView): NwbPictures {
  const [channels = 0, frames = 0, height = 0, width = 0] = shape;
  const order = pixelFormat === undefined ? undefined : channelOrders[pixelFormat];
  if (order !== undefined) {
    const colours = order.length;
    const inner = colours === 1 ? [height, width] : [height, width, colours];
    return { values: reordered(values as Uint8Array, order), inner };
  }
  if (channels === 1) return { values, inner: [height, width] };
  return { values: coloursLast(values, channels, frames, height * width), inner: [height, width, channels] };
}

/** From one plane for each channel and frame to the channels of each pixel side by side. */
function coloursLast(values: TypedArray, channels: number, frames: number, places: number): TypedArray {
  const Values = values.constructor as new (length: number) => TypedArray;
  const pixels = new Values(values.length);
  for (let channel = 0, from = 0; channel < channels; channel++) {
    for (let frame = 0; frame < frames; frame++) {
      for (let place = 0; place < places; place++, from++) {
        pixels[(frame * places + place) * channels + channel] = values[from] as never;
      }
    }
  }
  return pixels;
}

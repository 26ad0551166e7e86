/** The pictures of a video frame as files that every program shows. */
import { endianness } from 'node:os';
import type { PixelFormat } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import { timeFirst } from '../streams/time-axis.js';
import { encodePng, type PngPicture } from './png.js';

export interface PictureFile {
  readonly extension: 'jpg' | 'png';
  readonly bytes: Uint8Array;
}

/** Where each channel of a pixel, in the order of PNG, stands in the pixels of a format. */
export const channelOrders: Partial<Record<PixelFormat, readonly number[]>> = {
  gray8: [0],
  rgb24: [0, 1, 2],
  bgr24: [2, 1, 0],
  rgba32: [0, 1, 2, 3],
  bgra32: [2, 1, 0, 3],
};

/**
 * JPEG pictures as the camera made them, all others as PNG, without a loss. Pictures in planes are gray, gray and alpha, red
 * green blue, or that and alpha, by their number of channels.
 * @returns `undefined` where no PNG holds the frame as it is: other numbers of channels, values that are neither `uint8` nor
 * `uint16`, and pixels of luma and chroma.
 */
export async function pictureFiles(view: FrameView): Promise<PictureFile[] | undefined> {
  const { shape } = view.data;
  const [channels = 0, frames = 0, height = 0, width = 0] = shape;
  if (view.pixelFormat === 'mjpeg') return [{ extension: 'jpg', bytes: bytesOf(view.data.values) }];
  if (channels < 1 || channels > 4 || (view.dtype !== 'uint8' && view.dtype !== 'uint16')) return undefined;
  const bytesPerSample = view.dtype === 'uint8' ? 1 : 2;
  const order = view.pixelFormat === undefined ? undefined : channelOrders[view.pixelFormat];
  if (view.pixelFormat !== undefined && order === undefined) return undefined;
  const all = bytesOf(timeFirst(view));
  const pictureBytes = channels * height * width * bytesPerSample;
  const files: PictureFile[] = [];
  for (let frame = 0; frame < frames; frame++) {
    const bytes = all.subarray(frame * pictureBytes, (frame + 1) * pictureBytes);
    const picture = { width, height, channels: channels as PngPicture['channels'], bytesPerSample } as const;
    const pixels = order === undefined ? fromPlanes(bytes, picture) : reordered(bytes, order);
    files.push({ extension: 'png', bytes: await encodePng({ ...picture, pixels }) });
  }
  return files;
}

/** The channels of each pixel side by side, as PNG has them, from one plane after the other. */
export function fromPlanes(
  planes: Uint8Array,
  { width, height, channels, bytesPerSample }: Omit<PngPicture, 'pixels'>,
): Uint8Array {
  const pixels = new Uint8Array(planes.length);
  const places = width * height;
  // PNG is big-endian.
  const swap = bytesPerSample === 2 && endianness() === 'LE' ? 1 : 0;
  for (let channel = 0, from = 0; channel < channels; channel++) {
    for (let place = 0; place < places; place++) {
      const to = (place * channels + channel) * bytesPerSample;
      for (let byte = 0; byte < bytesPerSample; byte++) pixels[to + (byte ^ swap)] = planes[from++] ?? 0;
    }
  }
  return pixels;
}

export function reordered(pixels: Uint8Array, order: readonly number[]): Uint8Array {
  if (order.every((from, to) => from === to)) return pixels;
  const ordered = new Uint8Array(pixels.length);
  for (let at = 0; at < pixels.length; at += order.length) {
    for (let channel = 0; channel < order.length; channel++) {
      ordered[at + channel] = pixels[at + (order[channel] ?? 0)] ?? 0;
    }
  }
  return ordered;
}

export function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

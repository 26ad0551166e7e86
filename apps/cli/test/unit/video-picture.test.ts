import { ndarray, type PixelFormat, StreamDescriptor } from '@modlink/sdk';
import { decodeFrame, FrameEncoder } from '@modlink/sdk/encoding';
import picocolors from 'picocolors';
import { expect, it } from 'vitest';
import { createPicture } from '../../src/live/create-picture.js';

/** A picture of two by two pixels: red and green above black and white. */
const pictures: Record<
  Exclude<PixelFormat, 'mjpeg'>,
  { readonly shape: number[]; readonly values: number[] }
> = {
  gray8: { shape: [1, 1, 2, 2], values: [76, 150, 0, 255] },
  rgb24: { shape: [3, 1, 2, 2], values: [255, 0, 0, 0, 255, 0, 0, 0, 0, 255, 255, 255] },
  bgr24: { shape: [3, 1, 2, 2], values: [0, 0, 255, 0, 255, 0, 0, 0, 0, 255, 255, 255] },
  rgba32: { shape: [4, 1, 2, 2], values: [255, 0, 0, 9, 0, 255, 0, 9, 0, 0, 0, 9, 255, 255, 255, 9] },
  bgra32: { shape: [4, 1, 2, 2], values: [0, 0, 255, 9, 0, 255, 0, 9, 0, 0, 0, 9, 255, 255, 255, 9] },
  // Two pixels share their colour: grey ones here. Y is 16 for black and 235 for white.
  yuyv422: { shape: [2, 1, 2, 2], values: [81, 128, 144, 128, 16, 128, 235, 128] },
  nv12: { shape: [1, 1, 3, 2], values: [81, 144, 16, 235, 128, 128] },
};

function draw(pixelFormat: PixelFormat, values: readonly number[], shape: readonly number[]): string[] {
  const descriptor = new StreamDescriptor({
    deviceId: 'webcam.01',
    streamKey: 'video',
    payloadType: 'video',
    nominalSampleRateHz: 30,
    chunkSize: 1,
    pixelFormat,
    metadata: { width: 2, height: 2 },
  });
  const picture = createPicture(descriptor);
  const data = ndarray(Uint8Array.from(values), shape);
  picture.add(
    decodeFrame(new FrameEncoder().encode({ streamId: descriptor.streamId, timestampNs: 0n, data })),
  );
  return picture.draw({ columns: 2, rows: 1 }, { colors: picocolors.createColors(false), colorDepth: 24 });
}

const colored = (above: string, below: string): string => `\u001B[38;2;${above};48;2;${below}m▀`;

it.each(Object.entries(pictures))('draws %s', (format, { shape, values }) => {
  const [left, right] = {
    gray8: ['76;76;76', '150;150;150'],
    yuyv422: ['76;76;76', '149;149;149'],
    nv12: ['76;76;76', '149;149;149'],
  }[format] ?? ['255;0;0', '0;255;0'];
  expect(draw(format as PixelFormat, values, shape)).toEqual([
    `${colored(left ?? '', '0;0;0')}${colored(right ?? '', '255;255;255')}\u001B[0m`,
  ]);
});

it('knows the colours of YUV', () => {
  // ITU-R BT.601, full red: Y 81, Cb 90, Cr 240.
  const [line = ''] = draw('yuyv422', [81, 90, 81, 240, 81, 90, 81, 240], [2, 1, 2, 2]);
  const [, red, green, blue] = /38;2;(\d+);(\d+);(\d+)/.exec(line) ?? [];
  expect(Number(red)).toBeGreaterThan(250);
  expect(Number(green)).toBeLessThan(5);
  expect(Number(blue)).toBeLessThan(5);
});

it('says what a JPEG picture is, and how to see it', () => {
  const text = draw('mjpeg', [0xff, 0xd8, 0xff, 0xd9], [1, 1, 1, 4]);
  expect(text).toEqual(['a JPEG picture of 2 x 2 pixels, 4 B']);
});

import { pixelFormats } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { colourMap, colourMapNames, paintValues } from '../src/live/picture/colour-maps.js';
import { placePicture, turnedSize } from '../src/live/picture/picture-place.js';
import { type VideoPixels, writePixels, writtenSize } from '../src/live/picture/pixel-formats.js';
import { AdaptiveRange } from '../src/live/picture/value-range.js';
import { VideoPace } from '../src/live/picture/video-pace.js';

const bytesOf = (pixel: number): number[] => [
  pixel & 255,
  (pixel >> 8) & 255,
  (pixel >> 16) & 255,
  pixel >>> 24,
];

describe('pixels', () => {
  const converted = (picture: Partial<VideoPixels> & Pick<VideoPixels, 'values' | 'width' | 'height'>) => {
    const pixels = new Uint32Array(picture.width * picture.height);
    writePixels(
      { format: undefined, step: 1, channels: 3, planeStride: pixels.length, white: 255, ...picture },
      pixels,
    );
    return [...pixels].map(bytesOf);
  };
  const orangeAndBlue = [
    [250, 120, 10, 255],
    [0, 30, 200, 255],
  ];

  it.each([
    ['rgb24', [250, 120, 10, 0, 30, 200]],
    ['bgr24', [10, 120, 250, 200, 30, 0]],
    ['rgba32', [250, 120, 10, 0, 0, 30, 200, 0]],
    ['bgra32', [10, 120, 250, 0, 200, 30, 0, 0]],
    [undefined, [250, 0, 120, 30, 10, 200]],
  ] as const)('of %s', (format, values) => {
    expect(converted({ format, values, width: 2, height: 1 })).toEqual(orangeAndBlue);
  });

  it('of gray, planar with one channel, and planar that are not bytes', () => {
    const gray = [
      [7, 7, 7, 255],
      [255, 255, 255, 255],
    ];
    expect(converted({ format: 'gray8', values: [7, 255], width: 2, height: 1 })).toEqual(gray);
    expect(converted({ values: [7, 255], channels: 1, width: 2, height: 1 })).toEqual(gray);
    expect(converted({ values: [7 / 255 + 1e-9, 2], channels: 1, white: 1, width: 2, height: 1 })).toEqual(
      gray,
    );
  });

  // Bars of 75 % as ITU-R BT.601 gives them: white, yellow, blue.
  it('of yuyv422 and nv12', () => {
    const near = (pixel: readonly number[], colour: readonly number[]) =>
      pixel.forEach((value, index) => {
        expect(Math.abs(value - colour[index]!)).toBeLessThanOrEqual(2);
      });
    const yuyv = converted({
      format: 'yuyv422',
      values: [180, 128, 162, 128, 162, 44, 162, 142, 35, 212, 35, 114],
      width: 6,
      height: 1,
    });
    near(yuyv[0]!, [191, 191, 191, 255]);
    near(yuyv[2]!, [191, 191, 0, 255]);
    near(yuyv[4]!, [0, 0, 191, 255]);
    const nv12 = converted({
      format: 'nv12',
      values: [162, 162, 35, 35, 162, 162, 35, 35, 44, 142, 212, 114],
      width: 4,
      height: 2,
    });
    for (const at of [0, 1, 4, 5]) near(nv12[at]!, [191, 191, 0, 255]);
    for (const at of [2, 3, 6, 7]) near(nv12[at]!, [0, 0, 191, 255]);
  });

  it('of a picture that is shown smaller are fewer', () => {
    const step = 2;
    const values = Array.from({ length: 5 * 3 }, (_, at) => at);
    const picture: VideoPixels = {
      format: 'gray8',
      values,
      channels: 1,
      width: 5,
      height: 3,
      step,
      planeStride: 15,
      white: 255,
    };
    expect(writtenSize(picture)).toEqual({ width: 2, height: 1 });
    const pixels = new Uint32Array(2);
    writePixels(picture, pixels);
    expect([...pixels].map((pixel) => pixel & 255)).toEqual([0, 2]);
  });

  it('of every format of the SDK but pictures that the browser decodes', () => {
    for (const format of pixelFormats) {
      if (format === 'mjpeg') continue;
      const values = new Uint8Array(64).fill(128);
      const all = converted({ format, values, width: 4, height: 2 });
      for (const pixel of all)
        expect(pixel).toEqual([expect.closeTo(128, -1), expect.anything(), expect.anything(), 255]);
    }
  });
});

describe('colour maps', () => {
  it('have 256 opaque colours that all differ from their neighbours at some distance', () => {
    for (const name of colourMapNames) {
      const map = colourMap(name);
      expect(map).toHaveLength(256);
      for (const colour of map) expect(colour >>> 24).toBe(255);
      for (let step = 0; step + 16 < 256; step += 16) expect(map[step]).not.toBe(map[step + 16]);
    }
  });

  // The ends of matplotlib's tables.
  it.each([
    ['viridis', [68, 1, 84], [253, 231, 37]],
    ['magma', [0, 0, 4], [252, 253, 191]],
    ['inferno', [0, 0, 4], [252, 255, 164]],
    ['gray', [0, 0, 0], [255, 255, 255]],
  ] as const)('%s runs between the colours that it is known for', (name, first, last) => {
    const map = colourMap(name);
    expect(bytesOf(map[0]!).slice(0, 3)).toEqual(first);
    expect(bytesOf(map[255]!).slice(0, 3)).toEqual(last);
  });

  it.each(['gray', 'viridis', 'magma', 'inferno', 'cividis'] as const)(
    '%s grows brighter all the way',
    (name) => {
      const brightness = [...colourMap(name)].map((pixel) => {
        const [red, green, blue] = bytesOf(pixel);
        return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
      });
      for (let step = 8; step < 256; step += 8)
        expect(brightness[step]!).toBeGreaterThan(brightness[step - 8]!);
    },
  );

  it('paint values by their range, and leave out what is no number', () => {
    const map = colourMap('gray');
    const pixels = new Uint32Array(5);
    paintValues([-4, 0, 5, 99, Number.NaN], { minimum: 0, maximum: 10 }, map, pixels);
    expect([...pixels]).toEqual([map[0], map[0], map[128], map[255], 0]);
    paintValues([3, 3, 3, 3, 3], { minimum: 3, maximum: 3 }, map, pixels);
    expect(pixels[0]).toBe(map[0]);
  });
});

describe('automatic ranges', () => {
  const automatic = { isAuto: true, minimum: 0, maximum: 0 };

  it('widen at once and narrow slowly', () => {
    const range = new AdaptiveRange();
    expect(range.include([], automatic)).toEqual({ minimum: 0, maximum: 1 });
    expect(range.include([2, 6], automatic)).toEqual({ minimum: 2, maximum: 6 });
    expect(range.include([3, 50], automatic).maximum).toBe(50);
    expect(range.include([3, 10], automatic).maximum).toBeGreaterThan(45);
    for (let step = 0; step < 400; step++) range.include([3, 10], automatic);
    expect(range.include([3, 10], automatic).maximum).toBeLessThan(10.1);
  });

  it('stay the same object while nothing changes, and follow what is fixed', () => {
    const range = new AdaptiveRange();
    const known = range.include([0, 100], automatic);
    expect(range.include([0, 99.9], automatic)).toBe(known);
    const fixed = { isAuto: false, minimum: -1, maximum: 1 };
    expect(range.include([500], fixed)).toEqual({ minimum: -1, maximum: 1 });
    expect(range.include([900], fixed)).toBe(range.include([500], fixed));
  });
});

describe('places of pictures', () => {
  const upright = { quarterTurns: 0, isMirrored: false, isUpsideDown: false } as const;

  it('are in the middle: all of the picture, or all of the area', () => {
    const picture = { width: 200, height: 100 };
    const area = { width: 100, height: 100 };
    expect(placePicture(picture, area, false)).toEqual({ x: 0, y: 25, width: 100, height: 50 });
    expect(placePicture(picture, area, true)).toEqual({ x: -50, y: 0, width: 200, height: 100 });
  });

  it('of turned pictures have their sides exchanged', () => {
    expect(turnedSize({ width: 4, height: 3 }, { ...upright, quarterTurns: 1 })).toEqual({
      width: 3,
      height: 4,
    });
    expect(turnedSize({ width: 4, height: 3 }, { ...upright, quarterTurns: 2 })).toEqual({
      width: 4,
      height: 3,
    });
  });
});

it('video comes slower where frames were dropped, and faster again after a calm time', () => {
  const pace = new VideoPace();
  expect(pace.picturesPerSecond(0)).toBe(30);
  pace.count(3);
  expect(pace.picturesPerSecond(1_000)).toBe(21);
  expect(pace.picturesPerSecond(2_000)).toBe(21);
  for (let second = 3; second < 20; second++) {
    pace.count(1);
    pace.picturesPerSecond(second * 1_000);
  }
  expect(pace.picturesPerSecond(20_000)).toBe(5);
  for (let second = 21; second < 300; second++) pace.picturesPerSecond(second * 1_000);
  expect(pace.picturesPerSecond(300_000)).toBe(30);
});

import { deriveSeed, randomBits } from './noise.js';
import type { Signal } from './signal.js';

export interface TestCardOptions {
  readonly seed: number;
  /** Pixels, 64 at least: each of the 32 bits needs two. */
  readonly width: number;
  readonly height: number;
}

/** White, yellow, cyan, green, magenta, red, blue, black at 75 % (the bars of SMPTE EG 1, with black added). */
const bars = [
  [191, 191, 191],
  [191, 191, 0],
  [0, 191, 191],
  [0, 191, 0],
  [191, 0, 191],
  [191, 0, 0],
  [0, 0, 191],
  [0, 0, 0],
] as const;
const frameNumberBits = 32;

/**
 * Colour bars with a white square that moves a little each frame, and the frame number as 32 black and white cells
 * along the top, most significant bit first: {@link readFrameNumber} reads it back.
 * Shape `[3, frame, height, width]`; the bytes stand interleaved, as `rgb24` says.
 */
export function testCardSignal({ seed, width, height }: TestCardOptions): Signal<'uint8'> {
  const rowBytes = 3 * width;
  const frameBytes = rowBytes * height;
  const stripRows = stripHeight(height);
  const square = Math.max(2, Math.floor(height / 6));
  const startSeed = deriveSeed(seed, 'square');
  const startX = randomBits(startSeed, 0) % width;
  const startY = randomBits(startSeed, 1) % height;

  function frame(target: Uint8Array, k: number): void {
    for (let x = 0; x < width; x++) target.set(bars[Math.floor((8 * x) / width)] ?? [0, 0, 0], 3 * x);
    repeatFirstRow(target, height);
    const left = bounce(startX + 4 * k, width - square);
    const top = stripRows + bounce(startY + 2 * k, height - stripRows - square);
    for (let y = top; y < top + square; y++) {
      target.fill(255, y * rowBytes + 3 * left, y * rowBytes + 3 * (left + square));
    }
    for (let bit = 0; bit < frameNumberBits; bit++) {
      const [from, to] = cell(bit, width);
      target.fill(((k >>> (frameNumberBits - 1 - bit)) & 1) === 1 ? 255 : 0, 3 * from, 3 * to);
    }
    repeatFirstRow(target, stripRows);
  }

  /** Copies the first row over the rows below it. */
  function repeatFirstRow(target: Uint8Array, rows: number): void {
    for (let y = 1; y < rows; y++) target.copyWithin(y * rowBytes, 0, rowBytes);
  }

  return {
    dtype: 'uint8',
    shape: (count) => [3, count, height, width],
    fill(target, first, count) {
      for (let index = 0; index < count; index++) {
        frame(target.subarray(index * frameBytes, (index + 1) * frameBytes), first + index);
      }
    },
  };
}

/**
 * The frame number (modulo 2^32) that stands in the cells along the top of a test card. It looks at the middle of each
 * cell only, so that it also reads frames that went through a lossy codec.
 * @param pixels - one frame, `rgb24`.
 * @param size - its width and height in pixels.
 */
export function readFrameNumber(pixels: Uint8Array, size: { width: number; height: number }): number {
  const row = Math.floor(stripHeight(size.height) / 2);
  let number = 0;
  for (let bit = 0; bit < frameNumberBits; bit++) {
    const [from, to] = cell(bit, size.width);
    const middle = 3 * (row * size.width + Math.floor((from + to) / 2));
    number = number * 2 + ((pixels[middle] ?? 0) > 127 ? 1 : 0);
  }
  return number;
}

/** Rows that the frame number takes. */
function stripHeight(height: number): number {
  return Math.max(1, Math.floor(height / 12));
}

/** From which column up to, not including, which one a bit of the frame number goes. */
function cell(bit: number, width: number): readonly [number, number] {
  return [Math.floor((bit * width) / frameNumberBits), Math.floor(((bit + 1) * width) / frameNumberBits)];
}

/** There and back again between 0 and `limit`. */
function bounce(way: number, limit: number): number {
  const at = way % (2 * limit);
  return at <= limit ? at : 2 * limit - at;
}

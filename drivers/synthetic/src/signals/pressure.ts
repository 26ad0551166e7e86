import { deriveSeed, gaussian, uniform } from './noise.js';
import type { Signal } from './signal.js';

export interface PressureOptions {
  readonly seed: number;
  readonly width: number;
  readonly height: number;
  readonly rateHz: number;
}

/** Parts of a hand around its middle, in parts of the mat: where, how wide, how hard (kPa). */
const hand = [
  { name: 'palm', x: 0, y: 0.1, width: 0.16, height: 0.13, kpa: 30 },
  { name: 'thumb', x: -0.28, y: 0.02, width: 0.06, height: 0.07, kpa: 22 },
  { name: 'index', x: -0.15, y: -0.24, width: 0.05, height: 0.07, kpa: 26 },
  { name: 'middle', x: -0.03, y: -0.29, width: 0.05, height: 0.07, kpa: 24 },
  { name: 'ring', x: 0.09, y: -0.25, width: 0.05, height: 0.07, kpa: 20 },
  { name: 'little', x: 0.2, y: -0.17, width: 0.05, height: 0.06, kpa: 16 },
];
const noiseKpa = 0.15;

/**
 * A hand that moves over a pressure mat and presses with one finger after the other; kilopascal, never below 0.
 * Shape `[1, frame, height, width]`, float32.
 */
export function pressureSignal({ seed, width, height, rateHz }: PressureOptions): Signal<'float32'> {
  const phase = 2 * Math.PI * uniform(deriveSeed(seed, 'hand'), 0);
  const noiseSeed = deriveSeed(seed, 'pressure');
  const across = new Float64Array(width);
  const cells = width * height;

  function frame(target: Float32Array, k: number): void {
    const timeS = k / rateHz;
    const middleX = 0.5 + 0.15 * Math.sin(2 * Math.PI * 0.11 * timeS + phase);
    const middleY = 0.5 + 0.12 * Math.sin(2 * Math.PI * 0.07 * timeS);
    target.fill(0);
    for (const [index, part] of hand.entries()) {
      const press = part.kpa * (0.7 + 0.3 * Math.sin(2 * Math.PI * 0.4 * timeS - index));
      // A bell in two dimensions is the product of one per axis: an exponential per row and column, not per cell.
      for (let x = 0; x < width; x++) across[x] = bell((x + 0.5) / width - middleX - part.x, part.width);
      for (let y = 0; y < height; y++) {
        const down = press * bell((y + 0.5) / height - middleY - part.y, part.height);
        for (let x = 0; x < width; x++) {
          const cell = y * width + x;
          target[cell] = (target[cell] as number) + down * (across[x] as number);
        }
      }
    }
    for (let cell = 0; cell < cells; cell++) {
      target[cell] = Math.max(0, (target[cell] as number) + noiseKpa * gaussian(noiseSeed, k * cells + cell));
    }
  }

  return {
    dtype: 'float32',
    shape: (count) => [1, count, height, width],
    fill(target, first, count) {
      for (let index = 0; index < count; index++) {
        frame(target.subarray(index * cells, (index + 1) * cells), first + index);
      }
    },
  };
}

function bell(distance: number, width: number): number {
  return Math.exp(-((distance / width) ** 2) / 2);
}

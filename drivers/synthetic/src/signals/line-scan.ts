import { deriveSeed, gaussian, uniform } from './noise.js';
import type { Signal } from './signal.js';

export interface LineScanOptions {
  readonly seed: number;
  /** Pixels per line. */
  readonly lineLength: number;
}

/** The largest count: the camera has 12 bits. */
const fullScale = 4095;
/** One round blemish passes in each stretch of this many lines. */
const stretchLines = 120;

/**
 * A line camera above a moving web: dark at both sides, a woven texture that wanders, and a bright round blemish about
 * every 120 lines. Counts from 0 to 4095. Shape `[1, line, lineLength]`, uint16.
 */
export function lineScanSignal({ seed, lineLength }: LineScanOptions): Signal<'uint16'> {
  const noiseSeed = deriveSeed(seed, 'line scan');
  const blemishSeed = deriveSeed(seed, 'blemish');
  const radius = lineLength / 16;

  function line(target: Uint16Array, k: number): void {
    const wander = 0.02 * lineLength * Math.sin(k / 90);
    const stretch = Math.floor(k / stretchLines);
    const blemishX = lineLength * (0.2 + 0.6 * uniform(blemishSeed, stretch));
    const fromBlemish = k - (stretch + 0.5) * stretchLines;
    for (let x = 0; x < lineLength; x++) {
      const onWeb = x > 0.08 * lineLength + wander && x < 0.92 * lineLength + wander;
      const texture = Math.sin((x - wander) / 3) * Math.cos(k / 5);
      let count = onWeb ? 1800 + 350 * texture : 150;
      if (Math.hypot(x - blemishX, fromBlemish) < radius) count += 1500;
      count += 40 * gaussian(noiseSeed, k * lineLength + x);
      target[x] = Math.round(Math.min(fullScale, Math.max(0, count)));
    }
  }

  return {
    dtype: 'uint16',
    shape: (count) => [1, count, lineLength],
    fill(target, first, count) {
      for (let index = 0; index < count; index++) {
        line(target.subarray(index * lineLength, (index + 1) * lineLength), first + index);
      }
    },
  };
}

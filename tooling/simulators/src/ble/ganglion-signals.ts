/** What a simulated Ganglion measures: its truth, in counts. */

export interface GanglionFormat {
  readonly firmware: 2 | 3;
  /** 18 with the accelerometer, 19 without. */
  readonly bits: 18 | 19;
  readonly seed?: number;
}

function wish(channel: number, index: number, seed: number): number {
  const slow = 60_000 * Math.sin((2 * Math.PI * 10 * index) / 200 + channel + seed);
  const drift = 400_000 * Math.sin(index / 900 + channel * 2 + seed);
  const noise = ((index * 7919 + channel * 104_729 + seed * 31) % 4096) - 2048;
  return Math.round(slow + drift + noise);
}

/** Samples one after the other, of values that the format carries without rounding: so that each one can be compared. */
export class GanglionSignal {
  readonly #format: GanglionFormat;
  readonly #samples: (readonly number[])[] = [];

  constructor(format: GanglionFormat) {
    this.#format = format;
  }

  /** The four channels of a sample. */
  at(index: number): readonly number[] {
    for (let next = this.#samples.length; next <= index; next++) this.#samples.push(this.#make(next));
    return this.#samples[index] ?? [];
  }

  #make(index: number): readonly number[] {
    const { firmware, bits, seed = 1 } = this.#format;
    const before = this.#samples[index - 1];
    return [0, 1, 2, 3].map((channel) => {
      const wished = wish(channel, index, seed);
      if (firmware === 3) {
        const step = 2 ** (24 - bits);
        // No negative zero, which no counter knows.
        return Math.round(wished / step) * step + 0;
      }
      if (before === undefined) return wished;
      // Firmware 2 puts the sign of a difference into its last bit: positive ones are even, negative ones odd.
      const last = before[channel] ?? 0;
      const delta = last - wished;
      return last - (delta < 0 ? delta | 1 : delta & ~1);
    });
  }
}

/** The first samples, all channels of each. */
export function ganglionSamples(format: GanglionFormat, count: number): readonly (readonly number[])[] {
  const signal = new GanglionSignal(format);
  return Array.from({ length: count }, (_, index) => signal.at(index));
}

/** What the accelerometer measures ten times a second, in 0.016 g: x, y and z. */
export function ganglionAccel(round: number, seed = 1): readonly [number, number, number] {
  const wave = (axis: number) => Math.round(40 * Math.sin(round / 7 + axis * 2 + seed)) + 0;
  return [wave(0), wave(1), 62 + wave(2)];
}

import { complexArray, fft } from '@thi.ng/dsp';

/**
 * The power spectral density of segments of one length, in the signal's unit squared per hertz: one-sided, with a Hann window
 * and without the segment's mean. Averages of it over segments that overlap by half are Welch's estimate
 * (P. Welch, "The use of fast Fourier transform for the estimation of power spectra", 1967).
 */
export class Periodogram {
  readonly length: number;
  readonly rateHz: number;
  readonly #window: Float64Array;
  readonly #windowPower: number;
  readonly #work;

  /** @param length - samples of a segment: a power of two. */
  constructor(length: number, rateHz: number) {
    this.length = length;
    this.rateHz = rateHz;
    this.#window = Float64Array.from(
      { length },
      (_, index) => 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length),
    );
    this.#windowPower = this.#window.reduce((sum, value) => sum + value * value, 0);
    this.#work = complexArray(length);
  }

  /** Frequencies from 0 to half of the rate. */
  get bins(): number {
    return this.length / 2 + 1;
  }

  get hzPerBin(): number {
    return this.rateHz / this.length;
  }

  /** @param segment - `length` values. */
  of(segment: ArrayLike<number>): Float64Array {
    const { length } = this;
    const [real, imaginary] = this.#work;
    let mean = 0;
    for (let at = 0; at < length; at++) mean += (segment[at] as number) / length;
    for (let at = 0; at < length; at++) {
      real[at] = ((segment[at] as number) - mean) * (this.#window[at] as number);
      imaginary[at] = 0;
    }
    fft(this.#work);
    const power = new Float64Array(this.bins);
    const scale = 1 / (this.rateHz * this.#windowPower);
    for (let bin = 0; bin < this.bins; bin++) {
      const re = real[bin] as number;
      const im = imaginary[bin] as number;
      // Power of negative frequencies belongs to the positive ones; 0 and the half rate have none.
      const sides = bin === 0 || bin === length / 2 ? 1 : 2;
      power[bin] = (re * re + im * im) * scale * sides;
    }
    return power;
  }
}

/** The power of two that comes nearest to a duration. */
export function segmentLength(seconds: number, rateHz: number, longest = 8_192): number {
  const wanted = Math.max(16, seconds * rateHz);
  return Math.min(longest, 2 ** Math.round(Math.log2(wanted)));
}

/** Cuts the samples of one channel into segments that overlap. */
export class Segmenter {
  readonly #buffer: Float64Array;
  readonly #hop: number;
  readonly #onSegment: (segment: Float64Array) => void;
  #filled = 0;

  /**
   * @param hop - samples from the beginning of one segment to that of the next.
   * @param onSegment - gets the segment, **borrowed** until it returns.
   */
  constructor(length: number, hop: number, onSegment: (segment: Float64Array) => void) {
    this.#buffer = new Float64Array(length);
    this.#hop = hop;
    this.#onSegment = onSegment;
  }

  /** A segment does not reach over a gap. */
  restart(): void {
    this.#filled = 0;
  }

  push(values: Float64Array, count = values.length): void {
    for (let at = 0; at < count; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) {
        this.restart();
        continue;
      }
      this.#buffer[this.#filled++] = value;
      if (this.#filled < this.#buffer.length) continue;
      this.#onSegment(this.#buffer);
      this.#buffer.copyWithin(0, this.#hop);
      this.#filled -= this.#hop;
    }
  }
}

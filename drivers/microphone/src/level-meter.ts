/** The level of silence: below what 16 bits can carry. No level is lower, since the logarithm of 0 has no value. */
export const silenceDbfs = -120;

/** One reading: for each channel the RMS level, then for each channel the peak level, all in dBFS. */
export type LevelListener = (levels: Float32Array) => void;

/**
 * Measures the loudness of sound, window by window: 20 * log10 of the root mean square, and of the largest absolute value,
 * where 1 is full scale. A sine at full scale has a peak level of 0 dBFS and an RMS level of -3.01 dBFS.
 */
export class LevelMeter {
  readonly #channels: number;
  readonly #windowSamples: number;
  readonly #onLevels: LevelListener;
  readonly #squares: Float64Array;
  readonly #peaks: Float64Array;
  readonly #levels: Float32Array;
  #count = 0;

  /** @param windowSamples - samples of each channel per reading. */
  constructor(channels: number, windowSamples: number, onLevels: LevelListener) {
    this.#channels = channels;
    this.#windowSamples = windowSamples;
    this.#onLevels = onLevels;
    this.#squares = new Float64Array(channels);
    this.#peaks = new Float64Array(channels);
    this.#levels = new Float32Array(2 * channels);
  }

  /** @param samples - interleaved. */
  push(samples: Float32Array): void {
    const channels = this.#channels;
    for (let at = 0; at + channels <= samples.length; at += channels) {
      for (let channel = 0; channel < channels; channel++) {
        const sample = samples[at + channel] ?? 0;
        this.#squares[channel] = (this.#squares[channel] ?? 0) + sample * sample;
        this.#peaks[channel] = Math.max(this.#peaks[channel] ?? 0, Math.abs(sample));
      }
      this.#count += 1;
      if (this.#count === this.#windowSamples) this.#read();
    }
  }

  #read(): void {
    for (let channel = 0; channel < this.#channels; channel++) {
      const meanSquare = (this.#squares[channel] ?? 0) / this.#count;
      this.#levels[channel] = decibels(Math.sqrt(meanSquare));
      this.#levels[this.#channels + channel] = decibels(this.#peaks[channel] ?? 0);
    }
    this.#squares.fill(0);
    this.#peaks.fill(0);
    this.#count = 0;
    this.#onLevels(this.#levels);
  }
}

function decibels(amplitude: number): number {
  return Math.max(silenceDbfs, 20 * Math.log10(amplitude));
}

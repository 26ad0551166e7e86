import type { CytonSample } from './parser/index.js';

/** What is handed on of a chunk. The arrays are borrowed: valid during the call. */
export interface FilledChunk {
  /** Microvolts, all channels of the first sample first. */
  readonly eeg: Float32Array;
  /** g, X, Y and Z of the first sample first. */
  readonly accel: Float32Array;
  /** Samples that are missing before the first one. */
  readonly lost: number;
  /** Host clock at which the last sample arrived. */
  readonly arrivalNs: bigint;
}

/** Collects samples into chunks without a gap inside. */
export class SampleChunk {
  readonly #scales: readonly number[];
  readonly #sizeSamples: number;
  readonly #eeg: Float32Array;
  readonly #accel: Float32Array;
  readonly #onFull: (chunk: FilledChunk) => void;
  #samples = 0;
  #lost = 0;
  #arrivalNs = 0n;

  /** @param scales - microvolt per count of each channel. */
  constructor(scales: readonly number[], sizeSamples: number, onFull: (chunk: FilledChunk) => void) {
    this.#scales = scales;
    this.#sizeSamples = sizeSamples;
    this.#eeg = new Float32Array(scales.length * sizeSamples);
    this.#accel = new Float32Array(3 * sizeSamples);
    this.#onFull = onFull;
  }

  add(sample: CytonSample, arrivalNs: bigint): void {
    if (sample.lost > 0) {
      this.flush();
      this.#lost = sample.lost;
    }
    const first = this.#samples * this.#scales.length;
    for (const [channel, scale] of this.#scales.entries()) {
      this.#eeg[first + channel] = (sample.counts[channel] as number) * scale;
    }
    this.#accel.set(sample.accelG, this.#samples * 3);
    this.#samples += 1;
    this.#arrivalNs = arrivalNs;
    if (this.#samples === this.#sizeSamples) this.flush();
  }

  /** Hands on what there is, if anything. */
  flush(): void {
    if (this.#samples === 0) return;
    const chunk: FilledChunk = {
      eeg: this.#eeg.subarray(0, this.#samples * this.#scales.length),
      accel: this.#accel.subarray(0, this.#samples * 3),
      lost: this.#lost,
      arrivalNs: this.#arrivalNs,
    };
    this.#samples = 0;
    this.#lost = 0;
    this.#onFull(chunk);
  }
}

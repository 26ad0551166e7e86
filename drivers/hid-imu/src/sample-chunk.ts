import type { Axes } from './parser/index.js';

/** When a sample was taken, and what is missing before it. */
export interface SamplePlace {
  /** Host clock. */
  readonly arrivalNs: bigint;
  /** The device's clock, where it has one. */
  readonly deviceTimeNs: bigint | undefined;
  /** Samples that are missing before this one. */
  readonly lost: number;
}

/** What is handed on of a chunk. The array is borrowed: valid during the call. */
export interface FilledChunk {
  /** x, y, z of the first sample first. */
  readonly samples: Float32Array;
  /** Samples that are missing before the first one. */
  readonly lost: number;
  /** Host clock at which the last sample arrived. */
  readonly arrivalNs: bigint;
  /** The device's clock at the first sample. */
  readonly deviceTimeNs: bigint | undefined;
}

/** Collects the samples of one sensor into chunks without a gap inside. */
export class SampleChunk {
  readonly #sizeSamples: number;
  readonly #values: Float32Array;
  readonly #onFull: (chunk: FilledChunk) => void;
  #samples = 0;
  #first: SamplePlace | undefined;
  #arrivalNs = 0n;

  constructor(sizeSamples: number, onFull: (chunk: FilledChunk) => void) {
    this.#sizeSamples = sizeSamples;
    this.#values = new Float32Array(3 * sizeSamples);
    this.#onFull = onFull;
  }

  add(axes: Axes, place: SamplePlace): void {
    if (place.lost > 0) this.flush();
    this.#first ??= place;
    this.#values.set(axes, 3 * this.#samples);
    this.#samples += 1;
    this.#arrivalNs = place.arrivalNs;
    if (this.#samples === this.#sizeSamples) this.flush();
  }

  /** Hands on what there is, if anything. */
  flush(): void {
    const first = this.#first;
    if (first === undefined) return;
    const samples = this.#values.subarray(0, 3 * this.#samples);
    this.#samples = 0;
    this.#first = undefined;
    this.#onFull({
      samples,
      lost: first.lost,
      arrivalNs: this.#arrivalNs,
      deviceTimeNs: first.deviceTimeNs,
    });
  }
}

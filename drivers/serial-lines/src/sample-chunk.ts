/** What is known of a sample beside its values. */
export interface SampleFacts {
  /** Samples that are missing before it. */
  readonly lost: number;
  /** Host clock at which it arrived. */
  readonly arrivalNs: bigint;
  /** The device's own clock. */
  readonly deviceTimeNs: bigint | undefined;
}

/** What is handed on of a chunk: the facts are those of the first sample, the arrival that of the last one. */
export interface FilledChunk extends SampleFacts {
  /** All values of the first sample first. **Borrowed**: valid during the call. */
  readonly values: Float64Array;
  readonly samples: number;
}

/** Collects samples, or matrices, into chunks without a gap inside. */
export class SampleChunk {
  readonly #values: Float64Array;
  readonly #valuesPerSample: number;
  readonly #onFull: (chunk: FilledChunk) => void;
  #samples = 0;
  #first: SampleFacts = { lost: 0, arrivalNs: 0n, deviceTimeNs: undefined };
  #arrivalNs = 0n;

  constructor(valuesPerSample: number, sizeSamples: number, onFull: (chunk: FilledChunk) => void) {
    this.#valuesPerSample = valuesPerSample;
    this.#values = new Float64Array(valuesPerSample * sizeSamples);
    this.#onFull = onFull;
  }

  /** @param values - copied. */
  add(values: Float64Array, facts: SampleFacts): void {
    if (facts.lost > 0) this.flush();
    if (this.#samples === 0) this.#first = facts;
    this.#values.set(values, this.#samples * this.#valuesPerSample);
    this.#samples += 1;
    this.#arrivalNs = facts.arrivalNs;
    if (this.#samples * this.#valuesPerSample === this.#values.length) this.flush();
  }

  /** Hands on what there is, if anything. */
  flush(): void {
    const samples = this.#samples;
    if (samples === 0) return;
    this.#samples = 0;
    const values = this.#values.subarray(0, samples * this.#valuesPerSample);
    this.#onFull({ ...this.#first, arrivalNs: this.#arrivalNs, values, samples });
  }
}

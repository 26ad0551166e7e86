import { type ArrayOf, type DType, typedArrays } from '../array.js';

/** Element types whose values are numbers. */
export type NumberDType = Exclude<DType, 'int64' | 'uint64'>;

/** What is known of a sample beside its values. */
export interface SampleFacts {
  /** Samples that are missing before it; none when absent. */
  readonly lost?: number | undefined;
  /** Host clock at which it arrived. */
  readonly arrivalNs: bigint;
  /** The device's own clock. */
  readonly deviceTimeNs?: bigint | undefined;
}

/** What is handed on of a chunk: `lost` and the device's clock are those of the first sample, the arrival that of the last. */
export interface FilledChunk<D extends NumberDType = NumberDType> extends SampleFacts {
  /** All values of the first sample first. **Borrowed**: valid during the call. */
  readonly values: ArrayOf<D>;
  /** How many samples there are. */
  readonly samples: number;
  readonly lost: number;
}

export interface SampleChunkOptions<D extends NumberDType> {
  readonly dtype: D;
  /** One for each channel; for a field, its cells. */
  readonly valuesPerSample: number;
  /** The `chunkSize` of the stream. */
  readonly sizeSamples: number;
  /** Gets each chunk that is full or ends at a gap: `this.emit(key, values, { ...facts, order: 'samples' })`. */
  readonly onFull: (chunk: FilledChunk<D>) => void;
}

type NumberArray = ArrayOf<NumberDType>;

/** Collects samples into chunks without a gap inside, in one buffer. */
export class SampleChunk<D extends NumberDType> {
  readonly #options: SampleChunkOptions<D>;
  readonly #values: NumberArray;
  #samples = 0;
  #lost = 0;
  #deviceTimeNs: bigint | undefined;
  #arrivalNs = 0n;

  constructor(options: SampleChunkOptions<D>) {
    this.#options = options;
    const { dtype, valuesPerSample, sizeSamples } = options;
    this.#values = new typedArrays[dtype](valuesPerSample * sizeSamples) as NumberArray;
  }

  /** @param values - copied; as many as `valuesPerSample`. */
  add(values: ArrayLike<number>, { lost = 0, arrivalNs, deviceTimeNs }: SampleFacts): void {
    if (lost > 0) this.flush();
    if (this.#samples === 0) {
      this.#lost = lost;
      this.#deviceTimeNs = deviceTimeNs;
    }
    const { valuesPerSample, sizeSamples } = this.#options;
    const first = this.#samples * valuesPerSample;
    for (let index = 0; index < valuesPerSample; index++)
      this.#values[first + index] = values[index] as number;
    this.#samples += 1;
    this.#arrivalNs = arrivalNs;
    if (this.#samples === sizeSamples) this.flush();
  }

  /** Hands on what there is, if anything: before streaming stops. */
  flush(): void {
    const samples = this.#samples;
    if (samples === 0) return;
    this.#samples = 0;
    this.#options.onFull({
      values: this.#values.subarray(0, samples * this.#options.valuesPerSample) as ArrayOf<D>,
      samples,
      lost: this.#lost,
      arrivalNs: this.#arrivalNs,
      deviceTimeNs: this.#deviceTimeNs,
    });
  }
}

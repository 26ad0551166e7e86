import { type EmitOptions, type EmitSamples, ndarray, SampleChunk, type SampleFacts } from '@modlink/sdk';
import { streams, valuesPerSample } from './streams.js';

/** Collects the samples of each stream, and hands them on as frames. */
export class StreamChunks {
  readonly #chunks: readonly SampleChunk<(typeof streams)[number]['dtype']>[];

  /** @param emit - takes each frame before it returns: `this.emit` of the driver. */
  constructor(emit: (streamKey: string, samples: EmitSamples, options: EmitOptions) => void) {
    this.#chunks = streams.map(
      ({ streamKey, payloadType, dtype, chunkSize, sampleShape }, index) =>
        new SampleChunk({
          dtype,
          valuesPerSample: valuesPerSample[index] ?? 1,
          sizeSamples: chunkSize,
          onFull: ({ values, samples, ...facts }) => {
            if (payloadType === 'signal') emit(streamKey, values, { ...facts, order: 'samples' });
            else emit(streamKey, ndarray(values, [1, samples, ...sampleShape]), facts);
          },
        }),
    );
  }

  /** @param stream - the number of the stream, from 0. */
  add(stream: number, values: ArrayLike<number>, facts: SampleFacts): void {
    this.#chunks[stream]?.add(values, facts);
  }

  /** Hands on what has been collected: before streaming stops. */
  flush(): void {
    for (const chunk of this.#chunks) chunk.flush();
  }
}

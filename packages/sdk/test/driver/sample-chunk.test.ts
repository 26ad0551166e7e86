import { expect, expectTypeOf, it } from 'vitest';
import { type FilledChunk, SampleChunk } from '../../src/index.js';

interface Kept extends Omit<FilledChunk, 'values'> {
  readonly values: readonly number[];
}

function chunks(sizeSamples = 3) {
  const kept: Kept[] = [];
  const chunk = new SampleChunk({
    dtype: 'float64',
    valuesPerSample: 2,
    sizeSamples,
    onFull: (full) => {
      expectTypeOf(full.values).toEqualTypeOf<Float64Array>();
      // Borrowed: copied here.
      kept.push({ ...full, values: [...full.values] });
    },
  });
  return { chunk, kept };
}

it('hands on full chunks, sample by sample, with the facts of the first and the arrival of the last', () => {
  const { chunk, kept } = chunks();
  for (let n = 0; n < 4; n++) chunk.add([n, 10 * n], { arrivalNs: BigInt(n), deviceTimeNs: BigInt(100 + n) });
  expect(kept).toEqual([
    { values: [0, 0, 1, 10, 2, 20], samples: 3, lost: 0, arrivalNs: 2n, deviceTimeNs: 100n },
  ]);
  chunk.flush();
  chunk.flush();
  expect(kept.slice(1)).toEqual([
    { values: [3, 30], samples: 1, lost: 0, arrivalNs: 3n, deviceTimeNs: 103n },
  ]);
});

it('has no gap inside: what was there goes out before the sample that others are missing before', () => {
  const { chunk, kept } = chunks();
  chunk.add([1, 1], { arrivalNs: 1n });
  chunk.add([5, 5], { arrivalNs: 2n, lost: 3 });
  chunk.add([6, 6], { arrivalNs: 3n });
  chunk.add([7, 7], { arrivalNs: 4n });
  expect(kept.map(({ values, lost }) => [values, lost])).toEqual([
    [[1, 1], 0],
    [[5, 5, 6, 6, 7, 7], 3],
  ]);
});

import fc from 'fast-check';
import type { EncodableFrame } from '../../src/encoding/index.js';
import { type DType, dtypes, ndarray, pixelFormats, typedArrays } from '../../src/index.js';

const int64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n };

/** Values of a dtype whose bits are all different from place to place. */
export function valuesOf(dtype: DType, bytes: Uint8Array) {
  const size = typedArrays[dtype].BYTES_PER_ELEMENT;
  const whole = new Uint8Array(Math.floor(bytes.byteLength / size) * size);
  whole.set(bytes.subarray(0, whole.byteLength));
  return new typedArrays[dtype](whole.buffer);
}

/** Any frame that can be encoded: every dtype, one to four axes, also empty ones, every optional member there or not. */
export const anyFrame: fc.Arbitrary<EncodableFrame> = fc
  .record({
    dtype: fc.constantFrom(...dtypes),
    shape: fc.array(fc.nat(5), { minLength: 1, maxLength: 4 }),
    filling: fc.infiniteStream(fc.integer({ min: 0, max: 255 })),
    streamId: fc.oneof(fc.constantFrom('amp.01:eeg', 'a.01:b'), fc.string({ unit: 'grapheme' })),
    timestampNs: fc.bigInt(int64),
    deviceTimeNs: fc.option(fc.bigInt(int64), { nil: undefined }),
    seq: fc.option(fc.maxSafeNat(), { nil: undefined }),
    lost: fc.option(fc.nat(0xffffffff), { nil: undefined }),
    pixelFormat: fc.option(fc.constantFrom(...pixelFormats), { nil: undefined }),
  })
  .map(({ dtype, shape, filling, ...frame }) => {
    const count = shape.reduce((product, length) => product * length, 1);
    const bytes = Uint8Array.from({ length: count * 8 }, () => filling.next().value as number);
    return { ...frame, data: ndarray(valuesOf(dtype, bytes).subarray(0, count), shape) };
  });

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32Text, float64Text, numberText } from '../src/csv/number-text.js';

const bits = new DataView(new ArrayBuffer(4));

function float32OfBits(pattern: number): number {
  bits.setUint32(0, pattern);
  return bits.getFloat32(0);
}

describe('float32Text', () => {
  it.each([
    [Math.fround(0.1), '0.1'],
    [Math.fround(1 / 3), '0.33333334'],
    [16777216, '16777216'],
    [1e10, '10000000000'],
    [Math.fround(1e-7), '1e-7'],
    [Math.fround(3.4028235e38), '3.4028235e+38'],
    [Math.fround(1.4e-45), '1e-45'],
    [2 ** -126, '1.1754944e-38'],
    [0, '0'],
    [-0, '-0'],
    [-187500.02235174447, '-187500.02'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
  ])('writes %d as %s', (value, text) => {
    expect(float32Text(Math.fround(value))).toBe(text);
  });

  it('gives every value back, with no digit too many', () => {
    fc.assert(
      fc.property(fc.nat(0xffffffff), (pattern) => {
        const value = float32OfBits(pattern);
        const text = float32Text(value);
        expect(Math.fround(Number(text))).toBe(value);
        const digits = text
          .replace(/e.*$/, '')
          .replace(/[-.]/g, '')
          .replace(/^0+|0+$/g, '').length;
        if (Number.isFinite(value) && digits > 1) {
          expect(Math.fround(Number(value.toPrecision(digits - 1)))).not.toBe(value);
        }
      }),
      { numRuns: 20_000 },
    );
  });
});

describe('numberText', () => {
  it('gives every float64 and every 64-bit integer back', () => {
    fc.assert(
      fc.property(fc.double(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (value, integer) => {
        expect(Number(float64Text(value))).toBe(value);
        expect(BigInt(numberText('int64')(integer))).toBe(integer);
      }),
    );
  });
});

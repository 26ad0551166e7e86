import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonValue } from '../src/index.js';

describe('JSON values', () => {
  it('are what JSON texts hold', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(isJsonValue(value)).toBe(true);
      }),
    );
  });

  it('come back unchanged from JSON, whatever else is refused', () => {
    const scalars = [
      fc.string(),
      fc.boolean(),
      fc.constantFrom(null, undefined),
      // Adding 0 makes -0 a 0, as JSON does.
      fc.double().map((value) => value + 0),
      fc.bigInt(),
      fc.date(),
    ];
    fc.assert(
      fc.property(
        fc.anything({ values: scalars, withMap: true, withTypedArray: true, withSparseArray: true }),
        (value) => {
          // toEqual takes a member that is undefined as absent.
          if (isJsonValue(value)) expect(JSON.parse(JSON.stringify(value))).toEqual(value);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('may hold the same object twice, which is no cycle', () => {
    const shared = { gain: 24 };
    expect(isJsonValue([shared, shared])).toBe(true);
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  it.each([
    [undefined, 'undefined'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, 'infinity'],
    [5n, 'a bigint'],
    [() => 0, 'a function'],
    [Symbol('a'), 'a symbol'],
    [new Date(), 'a date'],
    [new Map(), 'a map'],
    [new Error('no'), 'an error'],
    [new Uint8Array(2), 'a typed array'],
    [[undefined], 'undefined in an array'],
    [new Array(2), 'a sparse array'],
    [{ nested: { at: new Date() } }, 'a date inside'],
    [cycle, 'a cycle'],
  ])('%s is none: %s', (value, _why) => {
    expect(isJsonValue(value)).toBe(false);
  });
});

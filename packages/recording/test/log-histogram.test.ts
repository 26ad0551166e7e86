import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogHistogram } from '../src/log-histogram.js';

describe('LogHistogram', () => {
  it('knows nothing before the first value', () => {
    expect(new LogHistogram().quantile(0.5)).toBeUndefined();
  });

  it('gives quantiles to 2.2 percent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 200 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, part) => {
          const histogram = new LogHistogram();
          for (const value of values) histogram.add(value);
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(part * values.length)) - 1] ?? Number.NaN;
          expect(Math.abs((histogram.quantile(part) ?? Number.NaN) / exact - 1)).toBeLessThan(0.0222);
        },
      ),
    );
  });

  it('takes what is outside of its range for its ends', () => {
    const histogram = new LogHistogram();
    for (const value of [-5, 0, 0.1, Number.POSITIVE_INFINITY]) histogram.add(value);
    expect(histogram.quantile(0)).toBeCloseTo(1, 1);
    expect(histogram.quantile(1)).toBeGreaterThan(2 ** 39.9);
  });
});

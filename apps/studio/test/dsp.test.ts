import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { designFilter, designNotch, type FilterDesign, isPossible } from '../src/dsp/filter-design.js';
import { Periodogram, Segmenter, segmentLength } from '../src/dsp/periodogram.js';
import { type Section, SectionFilter } from '../src/dsp/sections.js';

interface FilterCase extends Omit<FilterDesign, 'rippleDb'> {
  readonly output: readonly number[];
  readonly gains: readonly number[];
}

interface Reference {
  readonly rippleDb: number;
  /** By rate. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly filters: readonly FilterCase[];
  readonly notches: readonly (Pick<FilterCase, 'rateHz' | 'output'> & { readonly hz: number })[];
  readonly spectra: readonly {
    readonly rateHz: number;
    readonly length: number;
    readonly input: readonly number[];
    readonly density: readonly number[];
  }[];
}

const reference = JSON.parse(
  readFileSync(new URL('reference/fixtures/dsp.json', import.meta.url), 'utf8'),
) as Reference;
const inputAt = (rateHz: number): readonly number[] => reference.inputs[rateHz]!;

/** Outputs are some tens of microvolts: a millionth of that is more than anybody sees. */
const tolerance = 1e-5;

describe('filters, against scipy', () => {
  it.each(reference.filters)(
    '$family $kind of order $order from $lowHz to $highHz at $rateHz Hz',
    (expected) => {
      const sections = designFilter({ ...expected, rippleDb: reference.rippleDb });
      expect(largestDifference(gainsOf(sections, expected.rateHz), expected.gains)).toBeLessThan(1e-8);
      expect(largestDifference(filtered(sections, inputAt(expected.rateHz)), expected.output)).toBeLessThan(
        tolerance,
      );
    },
  );

  it.each(reference.notches)('notch at $hz Hz of $rateHz Hz', ({ hz, rateHz, output }) => {
    expect(largestDifference(filtered(designNotch(hz, rateHz), inputAt(rateHz)), output)).toBeLessThan(
      tolerance,
    );
  });
});

describe('filters', () => {
  const design: FilterDesign = {
    kind: 'band',
    family: 'butterworth',
    order: 4,
    lowHz: 1,
    highHz: 40,
    rateHz: 250,
    rippleDb: 0.5,
  };

  it('that are not possible are none', () => {
    expect(isPossible(design)).toBe(true);
    expect(designFilter({ ...design, highHz: 125 })).toEqual([]);
    expect(designFilter({ ...design, lowHz: 50 })).toEqual([]);
    expect(isPossible({ ...design, kind: 'low', lowHz: 1_000 })).toBe(true);
    expect(designNotch(60, 100)).toEqual([]);
  });

  it('begin settled: an offset does not swing in', () => {
    const low = new SectionFilter(designFilter({ ...design, kind: 'low' }));
    const high = new SectionFilter(designFilter({ ...design, kind: 'high' }));
    const constant = () => new Float64Array(50).fill(187_000);
    const kept = constant();
    low.process(kept);
    expect(largestDifference(kept, constant())).toBeLessThan(1e-5);
    const removed = constant();
    high.process(removed);
    expect(largestDifference(removed, new Float64Array(50))).toBeLessThan(1e-5);
  });

  it('begin anew after a value that is no number, and after a restart', () => {
    const filter = new SectionFilter(designFilter({ ...design, kind: 'high' }));
    const values = Float64Array.of(5, 5, Number.NaN, 900, 900);
    filter.process(values);
    expect(values[2]).toBeNaN();
    expect(Math.abs(values[3]!)).toBeLessThan(1e-6);
    filter.restart();
    const next = Float64Array.of(-70);
    filter.process(next);
    expect(Math.abs(next[0]!)).toBeLessThan(1e-6);
  });

  it('give the same in whatever pieces samples come', () => {
    const input = inputAt(250);
    const whole = filtered(designFilter(design), input);
    const filter = new SectionFilter(designFilter(design));
    const pieces: number[] = [];
    for (let at = 0; at < input.length; at += 7) {
      const piece = Float64Array.from(input.slice(at, at + 7));
      filter.process(piece);
      pieces.push(...piece);
    }
    expect(pieces).toEqual([...whole]);
  });
});

describe('spectra', () => {
  it.each(reference.spectra)('Welch as scipy makes it: segments of $length at $rateHz Hz', (expected) => {
    const { rateHz, length, input, density } = expected;
    const periodogram = new Periodogram(length, rateHz);
    const sum = new Float64Array(periodogram.bins);
    let segments = 0;
    const segmenter = new Segmenter(length, length / 2, (segment) => {
      segments += 1;
      periodogram.of(segment).forEach((power, bin) => {
        sum[bin]! += power;
      });
    });
    segmenter.push(Float64Array.from(input));
    // Whatever stands above a billionth of the strongest.
    const strongest = Math.max(...density);
    const difference = largestDifference(
      [...sum].map((power) => power / segments),
      density,
    );
    expect(difference).toBeLessThan(strongest * 1e-9);
  });

  it('segments have the power of two that is nearest, and do not reach over a gap', () => {
    expect(segmentLength(1, 250)).toBe(256);
    expect(segmentLength(4, 48_000)).toBe(8_192);
    expect(segmentLength(0.5, 1)).toBe(16);
    let segments = 0;
    const segmenter = new Segmenter(16, 8, () => {
      segments += 1;
    });
    segmenter.push(new Float64Array(15));
    segmenter.restart();
    segmenter.push(Float64Array.from({ length: 16 }, (_, at) => (at === 3 ? Number.NaN : at)));
    expect(segments).toBe(0);
    segmenter.push(new Float64Array(12));
    expect(segments).toBe(2);
  });
});

function filtered(sections: readonly Section[], input: readonly number[]): Float64Array {
  const values = Float64Array.from(input);
  new SectionFilter(sections).process(values);
  return values;
}

/** How much passes, at the frequencies that the generator asks for. */
function gainsOf(sections: readonly Section[], rateHz: number): number[] {
  const [from, to] = [rateHz / 200, rateHz * 0.49];
  return Array.from({ length: 40 }, (_, index) => {
    const angle = (2 * Math.PI * (from + ((to - from) * index) / 39)) / rateHz;
    const [re1, im1] = [Math.cos(angle), -Math.sin(angle)];
    const [re2, im2] = [Math.cos(2 * angle), -Math.sin(2 * angle)];
    return sections.reduce(
      (gain, { b0, b1, b2, a1, a2 }) =>
        (gain * Math.hypot(b0 + b1 * re1 + b2 * re2, b1 * im1 + b2 * im2)) /
        Math.hypot(1 + a1 * re1 + a2 * re2, a1 * im1 + a2 * im2),
      1,
    );
  });
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length);
  let largest = 0;
  for (let at = 0; at < one.length; at++) largest = Math.max(largest, Math.abs(one[at]! - other[at]!));
  return largest;
}

/**
 * Digital filters from analog prototypes: moved to their edges, then mapped by the bilinear transform with prewarped
 * frequencies (Oppenheim and Schafer, "Discrete-Time Signal Processing", 3rd edition, section 7.2 and problem 7.13).
 */
import {
  add,
  type Complex,
  complex,
  divide,
  magnitude,
  multiply,
  product,
  scale,
  squareRoot,
  subtract,
} from './complex.js';
import { type FilterFamily, type Prototype, prototypes } from './prototypes.js';
import type { Section } from './sections.js';

export type { FilterFamily } from './prototypes.js';

export interface FilterDesign {
  readonly kind: 'low' | 'high' | 'band' | 'stop';
  readonly family: FilterFamily;
  /** Of the prototype: `band` and `stop` have twice as many poles. */
  readonly order: number;
  /** The edge of `high`, the lower one of `band` and `stop`. */
  readonly lowHz: number;
  /** The edge of `low`, the upper one of `band` and `stop`. */
  readonly highHz: number;
  readonly rateHz: number;
  /** Of Chebyshev filters. */
  readonly rippleDb: number;
}

interface ZeroPoleGain {
  readonly zeros: readonly Complex[];
  readonly poles: readonly Complex[];
  readonly gain: number;
}

/** Whether there is such a filter: edges between 0 and half of the rate, the lower below the upper. */
export function isPossible({
  kind,
  lowHz,
  highHz,
  rateHz,
}: Omit<FilterDesign, 'family' | 'order' | 'rippleDb'>) {
  const isInside = (hz: number) => hz > 0 && hz < rateHz / 2;
  if (kind === 'low') return isInside(highHz);
  if (kind === 'high') return isInside(lowHz);
  return isInside(lowHz) && isInside(highHz) && lowHz < highHz;
}

/** @returns sections; none where the filter is not possible: see {@link isPossible}. */
export function designFilter(design: FilterDesign): Section[] {
  if (!isPossible(design)) return [];
  const { kind, family, order, rateHz, rippleDb } = design;
  const prototype = prototypes[family](order, rippleDb);
  // The bilinear transform bends the axis of frequencies; edges are bent the other way before.
  const warped = (hz: number) => 2 * rateHz * Math.tan((Math.PI * hz) / rateHz);
  const analog = placed[kind](prototype, warped(design.lowHz), warped(design.highHz));
  return toSections(bilinear(analog, rateHz));
}

/**
 * A narrow stop at one frequency, such as that of the mains. S. Orfanidis, "Introduction to Signal Processing" (1996), 11.3.
 * @param quality - the frequency over the width that is stopped by 3 dB.
 */
export function designNotch(hz: number, rateHz: number, quality = 30): Section[] {
  if (!(hz > 0 && hz < rateHz / 2)) return [];
  const angle = (2 * Math.PI * hz) / rateHz;
  const gain = 1 / (1 + Math.tan(angle / quality / 2));
  const middle = -2 * gain * Math.cos(angle);
  return [{ b0: gain, b1: middle, b2: gain, a1: middle, a2: 2 * gain - 1 }];
}

type Place = (prototype: Prototype, low: number, high: number) => ZeroPoleGain;

const negativeProduct = (factors: readonly Complex[]): Complex =>
  product(factors.map((factor) => scale(factor, -1)));

const placed: Readonly<Record<FilterDesign['kind'], Place>> = {
  low: ({ poles, gain }, _low, high) => ({
    zeros: [],
    poles: poles.map((pole) => scale(pole, high)),
    gain: gain * high ** poles.length,
  }),
  high: ({ poles, gain }, low) => ({
    zeros: poles.map(() => complex(0)),
    poles: poles.map((pole) => divide(complex(low), pole)),
    gain: gain / negativeProduct(poles).re,
  }),
  band: ({ poles, gain }, low, high) => ({
    zeros: poles.map(() => complex(0)),
    poles: aroundCentre(
      poles.map((pole) => scale(pole, (high - low) / 2)),
      low * high,
    ),
    gain: gain * (high - low) ** poles.length,
  }),
  stop: ({ poles, gain }, low, high) => {
    const centre = Math.sqrt(low * high);
    return {
      zeros: poles.flatMap(() => [complex(0, centre), complex(0, -centre)]),
      poles: aroundCentre(
        poles.map((pole) => divide(complex((high - low) / 2), pole)),
        low * high,
      ),
      gain: gain / negativeProduct(poles).re,
    };
  },
};

/** Each pole becomes two: the roots of `s^2 - 2 p s + centre^2`. */
function aroundCentre(poles: readonly Complex[], centreSquared: number): Complex[] {
  return poles.flatMap((pole) => {
    const root = squareRoot(subtract(multiply(pole, pole), complex(centreSquared)));
    return [add(pole, root), subtract(pole, root)];
  });
}

function bilinear({ zeros, poles, gain }: ZeroPoleGain, rateHz: number): ZeroPoleGain {
  const twice = complex(2 * rateHz);
  const mapped = (at: Complex) => divide(add(twice, at), subtract(twice, at));
  const from = (points: readonly Complex[]) => product(points.map((point) => subtract(twice, point)));
  return {
    // Zeros at infinity come to -1, alternating with the others so that sections are of one kind.
    zeros: alternated(
      zeros.map(mapped),
      Array.from({ length: poles.length - zeros.length }, () => complex(-1)),
    ),
    poles: poles.map(mapped),
    gain: gain * divide(from(zeros), from(poles)).re,
  };
}

function alternated<T>(one: readonly T[], other: readonly T[]): T[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => [
    ...one.slice(index, index + 1),
    ...other.slice(index, index + 1),
  ]).flat();
}

/** Pairs of conjugate poles, and real ones in twos; those nearest to the unit circle last. */
function toSections({ zeros, poles, gain }: ZeroPoleGain): Section[] {
  const isReal = ({ re, im }: Complex) => Math.abs(im) < 1e-12 * Math.max(1, Math.abs(re));
  const real = poles.filter(isReal).sort((one, other) => one.re - other.re);
  const pairs: (readonly [a1: number, a2: number, poles: number])[] = poles
    .filter((pole) => !isReal(pole) && pole.im > 0)
    .map((pole) => [-2 * pole.re, magnitude(pole) ** 2, 2]);
  for (let at = 0; at < real.length; at += 2) {
    const first = real[at]?.re ?? 0;
    const second = real[at + 1]?.re;
    pairs.push(second === undefined ? [-first, 0, 1] : [-first - second, first * second, 2]);
  }
  pairs.sort((one, other) => one[2] - other[2] || one[1] - other[1]);
  let taken = 0;
  return pairs.map(([a1, a2, count], index) => {
    const [one, other] = zeros.slice(taken, taken + count);
    taken += count;
    const b0 = index === 0 ? gain : 1;
    if (one === undefined) return { b0, b1: 0, b2: 0, a1, a2 };
    if (other === undefined) return { b0, b1: -one.re * b0, b2: 0, a1, a2 };
    return { b0, b1: -(one.re + other.re) * b0, b2: multiply(one, other).re * b0, a1, a2 };
  });
}

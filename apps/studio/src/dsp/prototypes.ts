/**
 * Analog low passes with their edge at 1 rad/s, from which filters are made. All have no zeros. Butterworth and Bessel let
 * half of the power through at the edge (-3 dB), Chebyshev I the share of its ripple.
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
  subtract,
} from './complex.js';

export interface Prototype {
  readonly poles: readonly Complex[];
  readonly gain: number;
}

export type FilterFamily = 'butterworth' | 'chebyshev' | 'bessel';

export const prototypes: Readonly<Record<FilterFamily, (order: number, rippleDb: number) => Prototype>> = {
  butterworth,
  chebyshev,
  bessel,
};

/** Angles of the poles against the negative real axis: odd multiples of a quarter turn over the order. */
const angles = (order: number): number[] =>
  Array.from({ length: order }, (_, index) => (Math.PI * (2 * index + 1 - order)) / (2 * order));

/** Poles evenly on the unit circle, left half. S. Butterworth, "On the Theory of Filter Amplifiers" (1930). */
function butterworth(order: number): Prototype {
  return { poles: angles(order).map((angle) => complex(-Math.cos(angle), -Math.sin(angle))), gain: 1 };
}

/** Poles on an ellipse. Parks and Burrus, "Digital Filter Design" (1987), section 7.2.3. */
function chebyshev(order: number, rippleDb: number): Prototype {
  const epsilon = Math.sqrt(10 ** (rippleDb / 10) - 1);
  const mu = Math.asinh(1 / epsilon) / order;
  const poles = angles(order).map((angle) =>
    complex(-Math.sinh(mu) * Math.cos(angle), -Math.cosh(mu) * Math.sin(angle)),
  );
  const atZero = product(poles.map((pole) => scale(pole, -1))).re;
  return { poles, gain: order % 2 === 0 ? atZero / Math.sqrt(1 + epsilon * epsilon) : atZero };
}

/**
 * Poles are the roots of the reverse Bessel polynomial, moved so that half of the power passes at the edge.
 * W. Thomson, "Delay networks having maximally flat frequency characteristics" (1949).
 */
function bessel(order: number): Prototype {
  const coefficients = reverseBesselPolynomial(order);
  const roots = polynomialRoots(coefficients);
  const edge = halfPowerFrequency(coefficients);
  const poles = roots.map((root) => scale(root, 1 / edge));
  return { poles, gain: product(poles.map((pole) => scale(pole, -1))).re };
}

/** The factor of `s^k` is `(2n - k)! / (2^(n - k) k! (n - k)!)`, from k = 0 on. */
function reverseBesselPolynomial(order: number): number[] {
  return Array.from({ length: order + 1 }, (_, power) => {
    let factor = 1;
    // (2n - k)! / (n - k)! is the product from n - k + 1 up to 2n - k.
    for (let at = order - power + 1; at <= 2 * order - power; at++) factor *= at;
    for (let at = 2; at <= power; at++) factor /= at;
    return factor / 2 ** (order - power);
  });
}

function evaluate(coefficients: readonly number[], at: Complex): Complex {
  return coefficients.reduceRight<Complex>(
    (sum, factor) => add(multiply(sum, at), complex(factor)),
    complex(0),
  );
}

/** All roots at once: Durand and Kerner, for polynomials whose highest factor is 1. */
function polynomialRoots(coefficients: readonly number[]): Complex[] {
  const order = coefficients.length - 1;
  const size = Math.abs(coefficients[0] ?? 1) ** (1 / order);
  let roots = Array.from({ length: order }, (_, index) => {
    const angle = (2 * Math.PI * index) / order + 0.4;
    return complex(size * Math.cos(angle), size * Math.sin(angle));
  });
  for (let step = 0; step < 500; step++) {
    let change = 0;
    roots = roots.map((root, index) => {
      const others = roots.filter((_, other) => other !== index).map((other) => subtract(root, other));
      const correction = divide(evaluate(coefficients, root), product(others));
      change = Math.max(change, magnitude(correction) / size);
      return subtract(root, correction);
    });
    if (change < 1e-15) break;
  }
  return roots;
}

/** Where the polynomial, over its value at 0, has the magnitude of the root of 2: by halving. */
function halfPowerFrequency(coefficients: readonly number[]): number {
  const atZero = coefficients[0] ?? 1;
  let low = 0;
  let high = coefficients.length * 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (magnitude(evaluate(coefficients, complex(0, middle))) / atZero < Math.SQRT2) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

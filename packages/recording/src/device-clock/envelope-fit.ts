/**
 * A line along the lower edge of points: asymmetric least squares (W. K. Newey, J. L. Powell, "Asymmetric Least Squares
 * Estimation and Testing", Econometrica 55, 1987, 819-847), by reweighting until it stands. Points below the line count
 * fully, points above it as `lateWeight`, and points far off count for less (P. J. Huber, "Robust Estimation of a Location
 * Parameter", Ann. Math. Statist. 35, 1964, 73-101). The variance of the slope is H. White's, Econometrica 48, 1980,
 * 817-838, which holds for such weights.
 */

/** Low enough to lie near the edge of delays of any kind, high enough to be a mean over many points. */
const lateWeight = 0.003;
/** In standard deviations. */
const huber = 3;
/** From the mean of absolute values to the standard deviation, for a normal distribution: sqrt(pi / 2). */
const absoluteToDeviation = 1.2533;
/** A point is known no better than the host's own scheduling. */
const leastNoiseS = 20e-6;
/** What a single point is known by; of `n` points, divided by their number: a line through two points tells no noise. */
const firstNoiseS = 2e-3;

/** `offset + slope * (clock - at)`; times are seconds. */
export interface FittedLine {
  readonly at: number;
  readonly offset: number;
  readonly slope: number;
  /** The standard deviation of the slope. */
  readonly slopeDeviation: number;
  /** The standard deviation of the points from the line. */
  readonly noise: number;
}

/** What is known of the slope before. */
export type SlopePrior = Pick<FittedLine, 'slope' | 'slopeDeviation'>;

/** Points in the order of their clock, seconds. */
export interface FitPoints {
  readonly clockS: ArrayLike<number>;
  readonly offsetS: ArrayLike<number>;
}

export const lineAt = ({ at, offset, slope }: FittedLine, clockS: number): number =>
  offset + slope * (clockS - at);

/**
 * @param from - of the points, the first that counts, and `to` the first that does not: at least one.
 * @param start - a line to begin with: the nearer, the fewer rounds.
 */
export function fitEnvelope(
  points: FitPoints,
  from: number,
  to: number,
  prior: SlopePrior,
  start: FittedLine,
  rounds: number,
): FittedLine {
  let line = start;
  for (let round = 0; round < rounds; round++) line = reweighted(points, from, to, prior, line);
  return line;
}

function reweighted(
  { clockS, offsetS }: FitPoints,
  from: number,
  to: number,
  prior: SlopePrior,
  before: FittedLine,
): FittedLine {
  const count = to - from;
  const least = huber * before.noise;
  let weights = 0;
  let clocks = 0;
  let offsets = 0;
  for (let index = from; index < to; index++) {
    const clock = clockS[index] ?? 0;
    const offset = offsetS[index] ?? 0;
    const weight = weightOf(offset - lineAt(before, clock), least);
    weights += weight;
    clocks += weight * clock;
    offsets += weight * offset;
  }
  const at = clocks / weights;
  const mean = offsets / weights;
  let squares = 0;
  let products = 0;
  let absolute = 0;
  for (let index = from; index < to; index++) {
    const clock = clockS[index] ?? 0;
    const offset = offsetS[index] ?? 0;
    const off = offset - lineAt(before, clock);
    const aside = weightOf(off, least) * (clock - at);
    squares += aside * (clock - at);
    products += aside * (offset - mean);
    absolute += Math.abs(off);
  }
  const noise = Math.max((absoluteToDeviation * absolute) / count, leastNoiseS, firstNoiseS / count);
  if (squares <= 0) {
    return { at, offset: mean, slope: prior.slope, slopeDeviation: prior.slopeDeviation, noise };
  }
  const ownSlope = products / squares;
  let spread = 0;
  for (let index = from; index < to; index++) {
    const clock = clockS[index] ?? 0;
    const offset = offsetS[index] ?? 0;
    const aside = weightOf(offset - lineAt(before, clock), least) * (clock - at);
    const off = offset - mean - ownSlope * (clock - at);
    spread += aside * aside * (off * off + firstNoiseS ** 2 / count);
  }
  // The points and what was known before, each by the inverse of its variance; what the points contradict counts for less.
  const ownTrust = (squares * squares) / spread;
  const apart = Math.abs(ownSlope - prior.slope) / Math.hypot(1 / Math.sqrt(ownTrust), prior.slopeDeviation);
  const priorTrust = (Math.min(1, huber / Math.max(apart, Number.MIN_VALUE)) / prior.slopeDeviation) ** 2;
  const slope = (ownSlope * ownTrust + prior.slope * priorTrust) / (ownTrust + priorTrust);
  return { at, offset: mean, slope, slopeDeviation: 1 / Math.sqrt(ownTrust + priorTrust), noise };
}

const weightOf = (off: number, least: number): number =>
  (off > 0 ? lateWeight : 1) * Math.min(1, least / Math.max(Math.abs(off), Number.MIN_VALUE));

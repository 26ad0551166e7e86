/**
 * How the times of a stream come to the clock of the recorder: `time + offset(time)`, with a straight line through the
 * measured clock offsets, as the reference does by default ("ClockOffset chunk" of the specification, and `load_xdf` of
 * pyxdf, `synchronize_clocks`). The line is that of the Huber loss (Huber, "Robust Estimation of a Location Parameter", Annals
 * of Mathematical Statistics 35, 1964, 73-101): offsets that were measured badly do not pull it. Where the clock was reset
 * there is a line for each time between.
 */

/** Residuals of more than this count linearly: pyxdf, `winsor_threshold`, in seconds. */
const huberSeconds = 0.0001;
/** What counts as a reset: pyxdf, `clock_reset_threshold_*`: both the intervals and the offsets jump. */
const reset = { seconds: 5, deviations: 5, offsetSeconds: 1, offsetDeviations: 10 } as const;
const iterations = 200;

interface Line {
  /** Seconds on the stream's own clock, of the first and the last measurement. */
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly slope: number;
  /** The place around which the slope turns. */
  readonly center: number;
}

/** The offsets of a stream, as they were measured. */
export class ClockOffsets {
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  #lines: readonly Line[] | undefined;
  #current = 0;

  add(timeSeconds: number, offsetSeconds: number): void {
    if (!Number.isFinite(timeSeconds) || !Number.isFinite(offsetSeconds)) return;
    this.#times.push(timeSeconds);
    this.#values.push(offsetSeconds);
  }

  get count(): number {
    return this.#times.length;
  }

  /** How often the clock was reset. */
  get resets(): number {
    return Math.max(this.#fitted().length - 1, 0);
  }

  /** The time on the recorder's clock. Times are asked in the order of the file, which tells on which side of a reset they are. */
  synchronized(seconds: number): number {
    const lines = this.#fitted();
    while (
      this.#current + 1 < lines.length &&
      isNearer(seconds, lines[this.#current + 1], lines[this.#current])
    )
      this.#current += 1;
    const line = lines[this.#current];
    if (line === undefined) return seconds;
    return seconds + (line.offset + line.slope * (seconds - line.center));
  }

  /** From the beginning again. */
  rewind(): void {
    this.#current = 0;
  }

  #fitted(): readonly Line[] {
    this.#lines ??= rangesOf(this.#times, this.#values).map(([from, to]) =>
      fitLine(this.#times.slice(from, to), this.#values.slice(from, to)),
    );
    return this.#lines;
  }
}

function isNearer(seconds: number, line: Line | undefined, other: Line | undefined): boolean {
  return distance(seconds, line) < distance(seconds, other);
}

function distance(seconds: number, line: Line | undefined): number {
  if (line === undefined) return Number.POSITIVE_INFINITY;
  return Math.max(line.first - seconds, seconds - line.last, 0);
}

function fitLine(times: readonly number[], values: readonly number[]): Line {
  const center = mean(times);
  const ends = { first: times[0] ?? 0, last: times.at(-1) ?? 0, center };
  let weights: readonly number[] = times.map(() => 1);
  let line = { ...ends, ...weightedLine(times, values, weights, center) };
  for (let pass = 0; pass < iterations; pass++) {
    weights = times.map((time, index) => {
      const residual = Math.abs((values[index] ?? 0) - line.offset - line.slope * (time - center));
      return residual <= huberSeconds ? 1 : huberSeconds / residual;
    });
    const next = { ...ends, ...weightedLine(times, values, weights, center) };
    const moved = Math.abs(next.offset - line.offset) + Math.abs(next.slope - line.slope) * spread(times);
    line = next;
    if (moved < 1e-12) break;
  }
  return line;
}

function weightedLine(
  times: readonly number[],
  values: readonly number[],
  weights: readonly number[],
  center: number,
): { offset: number; slope: number } {
  let [sum, sumX, sumY, sumXX, sumXY] = [0, 0, 0, 0, 0];
  for (const [index, time] of times.entries()) {
    const weight = weights[index] ?? 0;
    const x = time - center;
    const y = values[index] ?? 0;
    sum += weight;
    sumX += weight * x;
    sumY += weight * y;
    sumXX += weight * x * x;
    sumXY += weight * x * y;
  }
  const determinant = sum * sumXX - sumX * sumX;
  if (!(Math.abs(determinant) > 1e-9 * sum * sum)) return { offset: sumY / sum, slope: 0 };
  const slope = (sum * sumXY - sumX * sumY) / determinant;
  return { offset: (sumY - slope * sumX) / sum, slope };
}

/** Beginnings and ends of the measurements between which the clock was not reset. */
function rangesOf(times: readonly number[], values: readonly number[]): (readonly [number, number])[] {
  if (times.length === 0) return [];
  const intervals = differences(times);
  const jumps = differences(values).map(Math.abs);
  const [usualInterval, usualJump] = [median(intervals), median(jumps)];
  const [intervalSpread, jumpSpread] = [deviation(intervals, usualInterval), deviation(jumps, usualJump)];
  const ranges: (readonly [number, number])[] = [];
  let from = 0;
  for (const [index, interval] of intervals.entries()) {
    const late = interval - usualInterval;
    const isLate = late / intervalSpread > reset.deviations && late > reset.seconds;
    const jumped = (jumps[index] ?? 0) - usualJump;
    const isJump = jumped / jumpSpread > reset.offsetDeviations && jumped > reset.offsetSeconds;
    if (!((interval < 0 || isLate) && isJump)) continue;
    ranges.push([from, index + 1]);
    from = index + 1;
  }
  ranges.push([from, times.length]);
  return ranges;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
const spread = (values: readonly number[]): number => Math.abs((values.at(-1) ?? 0) - (values[0] ?? 0));
const differences = (values: readonly number[]): number[] =>
  values.slice(1).map((value, index) => value - (values[index] ?? 0));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

/** The median absolute deviation; never zero. */
const deviation = (values: readonly number[], around: number): number =>
  median(values.map((value) => Math.abs(value - around))) + Number.EPSILON;

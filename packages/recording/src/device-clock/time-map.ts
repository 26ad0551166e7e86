/**
 * From the readings of a clock to the host's time, once all of them are known: lines along the lower edge of the points of
 * ten minutes each, half a minute apart, and straight between them. What comes before and after a moment counts alike.
 */
import { windowS } from './clock-estimator.js';
import { type FittedLine, fitEnvelope, lineAt, type SlopePrior } from './envelope-fit.js';

/** Points beyond this many are thinned out: the less delayed of two stays. */
const mostPoints = 4096;
const gridS = 30;
/** Where points are far apart, a line rests on this many all the same. */
const leastPointsPerLine = 24;
const rounds = 12;
/** A drift that was found over all of a recording is that of ten minutes of it to this. */
const leastSlopeDeviation = 2e-6;

/** The points of one fit, seconds. A bounded number of them, however many are added. */
export class FitTrace {
  readonly clockS: number[] = [];
  readonly offsetS: number[] = [];

  add(clockS: number, offsetS: number): void {
    this.clockS.push(clockS);
    this.offsetS.push(offsetS);
    if (this.clockS.length >= mostPoints) this.#thinOut();
  }

  #thinOut(): void {
    const { clockS, offsetS } = this;
    const slope = ((offsetS.at(-1) ?? 0) - (offsetS[0] ?? 0)) / ((clockS.at(-1) ?? 1) - (clockS[0] ?? 0));
    let kept = 0;
    for (let index = 0; index + 1 < clockS.length; index += 2) {
      const drift = slope * ((clockS[index + 1] ?? 0) - (clockS[index] ?? 0));
      const rise = (offsetS[index + 1] ?? 0) - (offsetS[index] ?? 0) - drift;
      const from = rise < 0 ? index + 1 : index;
      clockS[kept] = clockS[from] ?? 0;
      offsetS[kept] = offsetS[from] ?? 0;
      kept += 1;
    }
    clockS.length = kept;
    offsetS.length = kept;
  }
}

/** Times are seconds. */
export class TimeMap {
  readonly #clockS: number[] = [];
  readonly #offsetS: number[] = [];
  /** After the last of the above, and before the first. */
  readonly #first: FittedLine;
  readonly #last: FittedLine;

  /**
   * @param begin - the offset at the first frame, for a trace without a point.
   * @param prior - what the whole stream says of the slope.
   */
  constructor(
    trace: FitTrace,
    begin: { readonly clockS: number; readonly offsetS: number },
    prior: SlopePrior,
  ) {
    const { slope } = prior;
    const slopeDeviation = Math.max(prior.slopeDeviation, leastSlopeDeviation);
    const points = trace.clockS.length;
    const start = {
      at: begin.clockS,
      offset: begin.offsetS,
      slope,
      slopeDeviation,
      noise: Number.POSITIVE_INFINITY,
    };
    this.#first = start;
    this.#last = start;
    if (points === 0) return;
    const begins = trace.clockS[0] ?? 0;
    const ends = trace.clockS[points - 1] ?? 0;
    const steps = Math.max(1, Math.min(Math.ceil((ends - begins) / gridS), points));
    const lines: FittedLine[] = [];
    for (let step = 0; step <= steps; step++) {
      const at = begins + ((ends - begins) * step) / steps;
      const [from, to] = windowAround(trace.clockS, at);
      const known = { slope, slopeDeviation };
      const line = fitEnvelope(trace, from, to, known, lines.at(-1) ?? start, rounds);
      lines.push(line);
      this.#clockS.push(at);
      this.#offsetS.push(lineAt(line, at));
    }
    this.#first = lines[0] ?? start;
    this.#last = lines.at(-1) ?? start;
  }

  /** Host minus clock at a reading of the clock. */
  offsetAt(clockS: number): number {
    const step = this.#stepOf(clockS);
    if (step < 0) return lineAt(this.#first, clockS);
    if (step >= this.#clockS.length - 1) return lineAt(this.#last, clockS);
    const from = this.#offsetS[step] ?? 0;
    return from + this.#slopeOf(step) * (clockS - (this.#clockS[step] ?? 0));
  }

  /** By how much the host's clock goes on in a second of this one, beyond it. */
  slopeAt(clockS: number): number {
    const step = this.#stepOf(clockS);
    if (step < 0) return this.#first.slope;
    return step >= this.#clockS.length - 1 ? this.#last.slope : this.#slopeOf(step);
  }

  #slopeOf(step: number): number {
    const rise = (this.#offsetS[step + 1] ?? 0) - (this.#offsetS[step] ?? 0);
    return rise / ((this.#clockS[step + 1] ?? 0) - (this.#clockS[step] ?? 0));
  }

  /** Between this line and the next; -1 before the first. */
  #stepOf(clockS: number): number {
    return firstAbove(this.#clockS, clockS) - 1;
  }
}

/** The points of ten minutes about a moment; at the ends of the trace, of the first or last ten minutes. */
function windowAround(clockS: readonly number[], at: number): readonly [from: number, to: number] {
  const begins = clockS[0] ?? 0;
  const ends = clockS[clockS.length - 1] ?? 0;
  const fromS = Math.max(begins, Math.min(at - windowS / 2, ends - windowS));
  let from = firstAbove(clockS, fromS - 1e-9);
  let to = firstAbove(clockS, fromS + windowS);
  while (to - from < leastPointsPerLine && to - from < clockS.length) {
    if (from > 0) from -= 1;
    if (to < clockS.length) to += 1;
  }
  return [from, to];
}

/** The place of the first value above another, in ascending values. */
function firstAbove(values: readonly number[], value: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

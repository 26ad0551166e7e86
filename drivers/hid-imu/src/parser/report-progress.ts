import { TickClock, type TickClockOptions } from './tick-clock.js';

/** An arrival that is this much later than the one before: the counter may have gone round meanwhile. */
const counterGapNs = 1_000_000_000;

export interface ReportProgressOptions {
  readonly reportRateHz: number;
  /** How many reports the device's counter tells apart; absent where it has none. */
  readonly counterModulus?: number | undefined;
  /** The device's clock; absent where it has none. */
  readonly clock?: TickClockOptions | undefined;
}

/** What the numbers in a report say of its place among the reports. */
export interface ReportPlace {
  /** Reports that are missing before this one. */
  readonly lostReports: number;
  /** The device's time, nanoseconds since its first round began; `undefined` where it has no clock. */
  readonly deviceTimeNs: bigint | undefined;
}

/** Counts missing reports and unwraps the device's clock, in constant memory. */
export class ReportProgress {
  readonly #options: ReportProgressOptions;
  readonly #clock: TickClock | undefined;
  readonly #ticksPerReport: number;
  #lastCounter: number | undefined;
  #lastArrivalNs: bigint | undefined;

  constructor(options: ReportProgressOptions) {
    const { clock, reportRateHz } = options;
    this.#options = options;
    this.#clock = clock && new TickClock(clock);
    this.#ticksPerReport = clock === undefined ? 0 : clock.ticksPerSecond / reportRateHz;
  }

  /** Takes the numbers of the next report. */
  take(
    numbers: { readonly counter?: number | undefined; readonly ticks?: number | undefined },
    arrivalNs: bigint,
  ): ReportPlace {
    const isFirst = this.#lastArrivalNs === undefined;
    const elapsedNs = Number(arrivalNs - (this.#lastArrivalNs ?? arrivalNs));
    this.#lastArrivalNs = arrivalNs;
    const { ticks = 0, counter } = numbers;
    const passedTicks = this.#clock?.advance(ticks, elapsedNs);
    const counted = this.#countLost(counter);
    const lostReports = isFirst ? 0 : this.#lostReports(counted, passedTicks, elapsedNs);
    return { lostReports, deviceTimeNs: this.#clock?.timeNs };
  }

  #lostReports(counted: number | undefined, passedTicks: number | undefined, elapsedNs: number): number {
    const isCounterSure = counted !== undefined && elapsedNs < counterGapNs;
    if (isCounterSure || passedTicks === undefined) return counted ?? 0;
    return Math.max(0, Math.round(passedTicks / this.#ticksPerReport) - 1);
  }

  /** A counter that stands still, as on some copies of controllers, says nothing. */
  #countLost(counter: number | undefined): number | undefined {
    const { counterModulus } = this.#options;
    if (counterModulus === undefined || counter === undefined) return undefined;
    const steps = (counter - (this.#lastCounter ?? counter) + counterModulus) % counterModulus;
    this.#lastCounter = counter;
    return Math.max(0, steps - 1);
  }
}

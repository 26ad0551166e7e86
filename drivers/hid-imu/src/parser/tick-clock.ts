/** An arrival that is this much later than the one before comes after a gap, not after a delay. */
const gapNs = 1_000_000_000;

export interface TickClockOptions {
  readonly ticksPerSecond: number;
  /** The tick at which the device's clock begins again with 0. */
  readonly modulus: number;
}

/**
 * Makes one ever-growing time of a device's clock that begins again and again.
 *
 * Between two reports less than one round of the clock is assumed to have passed, however late the second one arrives: what
 * waits in a busy computer is no gap. After a second and more without a report, the times of arrival tell how many rounds
 * were missed.
 */
export class TickClock {
  readonly #options: TickClockOptions;
  #last: number | undefined;
  #total = 0;

  constructor(options: TickClockOptions) {
    this.#options = options;
  }

  /**
   * Takes the ticks of the next report.
   * @param elapsedNs - by the times of arrival, since the report before.
   * @returns ticks since the report before; 0 for the first one.
   */
  advance(ticks: number, elapsedNs: number): number {
    const { modulus, ticksPerSecond } = this.#options;
    if (this.#last === undefined) {
      this.#last = ticks;
      this.#total = ticks;
      return 0;
    }
    let passed = (ticks - this.#last + modulus) % modulus;
    if (elapsedNs >= gapNs) {
      const elapsedTicks = (elapsedNs / 1e9) * ticksPerSecond;
      passed += Math.max(0, Math.round((elapsedTicks - passed) / modulus)) * modulus;
    }
    this.#last = ticks;
    this.#total += passed;
    return passed;
  }

  /** The device's time at the last report, nanoseconds since its first round began. */
  get timeNs(): bigint {
    return (BigInt(this.#total) * 1_000_000_000n) / BigInt(this.#options.ticksPerSecond);
  }
}

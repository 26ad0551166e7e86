/** How fast times follow arrivals that come later than the nominal rate says: this share of a second per second. */
const followNs = 1e9;
/** An arrival that is this much later than the nominal rate says comes after a gap, not after a delay. */
const gapNs = 1e9;

/**
 * The time of the first sample of each frame of a stream, found from when its last sample arrived.
 *
 * A sample was taken before it arrived, one period after the one before it. So a frame that comes sooner than the nominal
 * rate says shows that earlier ones were delayed and is believed at once; one that comes later was probably delayed itself
 * (a burst after a pause of the USB or radio link) and moves the times only slowly, as far as a slow device clock needs.
 */
export class SampleTimes {
  /** Host clock at the last sample so far; `undefined` before the first one. */
  lastSampleNs: bigint | undefined;
  /** Nanoseconds per sample; 0 for irregular streams. */
  readonly #periodNs: number;

  constructor(nominalSampleRateHz: number | 'irregular', lastSampleNs?: bigint) {
    this.#periodNs = nominalSampleRateHz === 'irregular' ? 0 : 1e9 / nominalSampleRateHz;
    this.lastSampleNs = lastSampleNs;
  }

  /** For samples that were taken just now, by polling. */
  firstOfNow(nowNs: bigint, count: number): bigint {
    return this.#afterLast(nowNs - this.#spanNs(count - 1));
  }

  /**
   * For samples that a transport brought.
   * @param arrivalNs - host clock at which the last sample arrived.
   * @param lost - samples that were lost before these.
   */
  firstOfArrival(arrivalNs: bigint, count: number, lost: number): bigint {
    const latestNs = arrivalNs - this.#spanNs(count - 1);
    if (this.#periodNs === 0 || this.lastSampleNs === undefined) return this.#afterLast(latestNs);
    const expectedNs = this.lastSampleNs + this.#spanNs(1 + lost);
    const lateNs = Number(latestNs - expectedNs);
    if (lateNs <= 0 || lateNs >= gapNs) return this.#afterLast(latestNs);
    const share = Math.min(1, (count * this.#periodNs) / followNs);
    return expectedNs + BigInt(Math.round(lateNs * share));
  }

  /** Remembers the frame that was made. */
  took(firstSampleNs: bigint, count: number): void {
    this.lastSampleNs = firstSampleNs + this.#spanNs(count - 1);
  }

  #afterLast(timestampNs: bigint): bigint {
    const { lastSampleNs } = this;
    return lastSampleNs === undefined || timestampNs > lastSampleNs ? timestampNs : lastSampleNs + 1n;
  }

  #spanNs(periods: number): bigint {
    return BigInt(Math.round(periods * this.#periodNs));
  }
}

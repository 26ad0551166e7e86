/** An arrival that is this much later than the nominal rate says comes after a gap, not after a delay. */
const gapNs = 1e9;

/**
 * The time of the first sample of each frame of a stream, found from when its last sample arrived.
 *
 * A sample was taken before it arrived, one period after the one before it. So a frame that comes sooner than the nominal
 * rate says is believed at once: earlier ones were delayed. One that comes later may be delayed itself (a burst after a
 * pause of the USB or radio link), and is held back to when the nominal rate expects it. What stays held back although
 * frames come no faster than they were taken is no delay: the device is slower than nominal, or lost samples in silence;
 * of that, half is given up with each frame.
 */
export class SampleTimes {
  /** Host clock at the last sample so far; `undefined` before the first one. */
  lastSampleNs: bigint | undefined;
  #lastArrivalNs: bigint | undefined;
  /** How much earlier than its arrival the last sample was stamped. */
  #heldBackNs = 0;
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
    const elapsedNs = arrivalNs - (this.#lastArrivalNs ?? arrivalNs);
    if (elapsedNs < this.#spanNs(count + lost)) return expectedNs;
    return expectedNs + BigInt(Math.round(Math.min(this.#heldBackNs, lateNs) / 2));
  }

  /**
   * Remembers the frame that was made.
   * @param arrivalNs - where its time was found from that.
   */
  took(firstSampleNs: bigint, count: number, arrivalNs: bigint | undefined): void {
    this.lastSampleNs = firstSampleNs + this.#spanNs(count - 1);
    this.#lastArrivalNs = arrivalNs;
    this.#heldBackNs = arrivalNs === undefined ? 0 : Math.max(0, Number(arrivalNs - this.lastSampleNs));
  }

  #afterLast(timestampNs: bigint): bigint {
    const { lastSampleNs } = this;
    return lastSampleNs === undefined || timestampNs > lastSampleNs ? timestampNs : lastSampleNs + 1n;
  }

  #spanNs(periods: number): bigint {
    return BigInt(Math.round(periods * this.#periodNs));
  }
}

/** A clock of this machine that inputs may stamp their pictures with. */
export interface ReferenceClock {
  /** What is to be added to its time to have the host clock's, nanoseconds. */
  readonly toHostNs: bigint;
}

/** A stamp by a clock of this machine is at most this much older than the arrival of its picture. */
const delayLimitNs = 2_000_000_000n;
/** Clocks are compared one after the other, which takes some time. */
const comparisonNs = 5_000_000n;
/** By how much a clock of its own may be slower than the host's: one part in so many (100 ppm, more than any quartz). */
const driftDivisor = 10_000n;
/** An input whose times jump by more than this has begun anew. */
const jumpNs = 5_000_000_000n;

/**
 * Host times of pictures, from the times that their input stamped them with.
 *
 * V4L2 stamps with the monotonic clock of the kernel, other inputs with the time of day: such times are converted. Network
 * cameras and files count from somewhere: then the picture that came with the least delay says where, and that delay is what
 * all times are late by.
 */
export class CaptureClock {
  readonly #references: readonly ReferenceClock[];
  #stamped: ReferenceClock | undefined;
  #hasBegun = false;
  /** Host time minus stamp, as far as is known. */
  #offsetNs = 0n;
  #lastStampNs = 0n;
  #lastCaptureNs: bigint | undefined;

  /** @param references - the first whose times make sense for the first picture is taken. */
  constructor(references: readonly ReferenceClock[]) {
    this.#references = references;
  }

  /**
   * @param stampNs - `undefined` where the input has no time: then the arrival is all that is known.
   * @returns later than the time before, never later than the arrival unless pictures arrive at the same instant.
   */
  captureNs(stampNs: bigint | undefined, arrivalNs: bigint): bigint {
    const foundNs = stampNs === undefined ? arrivalNs : this.#hostNs(stampNs, arrivalNs);
    const pastNs = foundNs < arrivalNs ? foundNs : arrivalNs;
    const lastNs = this.#lastCaptureNs;
    const captureNs = lastNs === undefined || pastNs > lastNs ? pastNs : lastNs + 1n;
    this.#lastCaptureNs = captureNs;
    return captureNs;
  }

  #hostNs(stampNs: bigint, arrivalNs: bigint): bigint {
    if (!this.#hasBegun) {
      this.#hasBegun = true;
      this.#stamped = this.#references.find(({ toHostNs }) => isRecent(stampNs + toHostNs, arrivalNs));
      this.#offsetNs = arrivalNs - stampNs;
      this.#lastStampNs = stampNs;
    }
    if (this.#stamped !== undefined) return stampNs + this.#stamped.toHostNs;
    const leastNs = arrivalNs - stampNs;
    const elapsedNs = stampNs - this.#lastStampNs;
    const risenNs = this.#offsetNs + (elapsedNs > 0n ? elapsedNs / driftDivisor : 0n);
    const hasJumped = leastNs - risenNs > jumpNs || risenNs - leastNs > jumpNs;
    this.#offsetNs = hasJumped || leastNs < risenNs ? leastNs : risenNs;
    this.#lastStampNs = stampNs;
    return stampNs + this.#offsetNs;
  }
}

function isRecent(hostNs: bigint, arrivalNs: bigint): boolean {
  const delayNs = arrivalNs - hostNs;
  return delayNs > -comparisonNs && delayNs < delayLimitNs;
}

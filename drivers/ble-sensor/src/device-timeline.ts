/** Timestamps of frames that are further off than this part of their length come after lost samples. */
const tolerance = 0.25;

/** The times of a frame's samples. */
export interface FrameTimes {
  /** The device's clock at the first sample. */
  readonly firstNs: bigint;
  /** From one sample to the next, by the device's clock. */
  readonly periodNs: number;
  /** Samples that are missing before the first one. */
  readonly lost: number;
}

/**
 * Finds when the first sample of each frame was taken, and what is missing before it, from the device's clock at the last
 * samples. Clocks of sensors run a little off their nominal rate; a frame that is missing shows as a whole frame's time.
 */
export class DeviceTimeline {
  readonly #nominalPeriodNs: number;
  #lastNs: bigint | undefined;

  constructor(rateHz: number) {
    this.#nominalPeriodNs = 1e9 / rateHz;
  }

  /** @param lastNs - the device's clock at the last sample of the frame. */
  take(lastNs: bigint, samples: number): FrameTimes {
    const before = this.#lastNs;
    this.#lastNs = lastNs;
    const sinceNs = before === undefined ? 0 : Number(lastNs - before);
    const missing = sinceNs / this.#nominalPeriodNs - samples;
    // A clock that was set anew, backwards or by more than an hour, tells nothing of losses.
    const isContinuous = before !== undefined && Math.abs(missing) <= Math.max(1, tolerance * samples);
    const isLoss = missing > 0 && !isContinuous && sinceNs < 3600e9;
    const periodNs = isContinuous ? sinceNs / samples : this.#nominalPeriodNs;
    return {
      firstNs: lastNs - BigInt(Math.round((samples - 1) * periodNs)),
      periodNs,
      lost: isLoss ? Math.round(missing) : 0,
    };
  }
}

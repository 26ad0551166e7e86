import type { StreamGap } from '@modlink/recording';

const shortestIntervalNs = 1_000_000_000n;

/** What was missing since the last report. */
export interface GapReport extends StreamGap {
  readonly gaps: number;
}

/**
 * Turns the gaps of one stream into at most one report per second: the first at once, those that follow it within the
 * second together. A device that loses something in every frame must not fill the recording with words about it.
 */
export class GapLog {
  #reportedNs: bigint | undefined;
  #gaps = 0;
  #lostFrames = 0;
  #lostSamples = 0;

  /** @returns what is to be reported now, if anything. */
  add(gap: StreamGap, nowNs: bigint): GapReport | undefined {
    this.#gaps += 1;
    this.#lostFrames += gap.lostFrames;
    this.#lostSamples += gap.lostSamples;
    if (this.#reportedNs !== undefined && nowNs - this.#reportedNs < shortestIntervalNs) return undefined;
    this.#reportedNs = nowNs;
    return this.takeRest();
  }

  /** What was not reported yet. */
  takeRest(): GapReport | undefined {
    if (this.#gaps === 0) return undefined;
    const report = { gaps: this.#gaps, lostFrames: this.#lostFrames, lostSamples: this.#lostSamples };
    this.#gaps = this.#lostFrames = this.#lostSamples = 0;
    return report;
  }
}

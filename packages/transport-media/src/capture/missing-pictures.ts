/** How many of the last intervals tell at which rate the camera really runs. */
const rememberedIntervals = 9;

/**
 * Counts the pictures that are missing, by the times that pictures are stamped with: one that comes after three periods has two
 * missing before it. The period is the median of the last intervals, since cameras slow down in the dark; until they have, a
 * slower rate counts as loss for a few pictures.
 */
export class MissingPictures {
  readonly #intervalsNs: number[];
  #lastStampNs: bigint | undefined;

  /** @param frameRateHz - the nominal rate, which holds until the intervals tell another one. */
  constructor(frameRateHz: number) {
    this.#intervalsNs = new Array<number>(rememberedIntervals).fill(1e9 / frameRateHz);
  }

  /** @returns how many are missing before the picture; 0 where it has no time or its clock went back. */
  before(stampNs: bigint | undefined): number {
    const lastStampNs = this.#lastStampNs;
    this.#lastStampNs = stampNs;
    if (stampNs === undefined || lastStampNs === undefined || stampNs <= lastStampNs) return 0;
    const intervalNs = Number(stampNs - lastStampNs);
    const periodNs = median(this.#intervalsNs);
    this.#intervalsNs.shift();
    this.#intervalsNs.push(intervalNs);
    return Math.max(0, Math.round(intervalNs / periodNs) - 1);
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

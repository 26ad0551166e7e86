/** Buckets per doubling: a quantile is exact to 2.2 percent, half the width of a bucket. */
const perDoubling = 16;
const doublings = 40;

/**
 * Counts values from 1 to 2^40 in buckets of equal width on a logarithmic scale, in constant memory; as HdrHistogram does
 * (G. Tene), without its linear parts.
 */
export class LogHistogram {
  readonly #counts = new Uint32Array(perDoubling * doublings);
  #total = 0;

  /** Values below 1 count as 1, those above 2^40 as that. */
  add(value: number): void {
    const bucket = value > 1 ? Math.floor(Math.log2(value) * perDoubling) : 0;
    const at = Math.min(bucket, this.#counts.length - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#total += 1;
  }

  /**
   * @param part - from 0 to 1.
   * @returns the middle of the bucket that the quantile is in; `undefined` where nothing was counted.
   */
  quantile(part: number): number | undefined {
    if (this.#total === 0) return undefined;
    const rank = Math.max(1, Math.ceil(part * this.#total));
    let counted = 0;
    let bucket = -1;
    while (counted < rank) {
      bucket += 1;
      counted += this.#counts[bucket] ?? rank;
    }
    return 2 ** ((bucket + 0.5) / perDoubling);
  }
}

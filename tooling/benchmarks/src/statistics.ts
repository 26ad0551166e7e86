/** What measurements are summed up with. */

/**
 * The value that a share of the values does not exceed, by the nearest-rank method: always one of the values.
 * @param share - 0.5 for the median, 0.99 for p99.
 */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  const value = sorted[rank - 1];
  if (value === undefined) throw new RangeError('There is no percentile of no values.');
  return value;
}

/** The value in the middle. */
export const median = (values: Iterable<number>): number => percentile(values, 0.5);

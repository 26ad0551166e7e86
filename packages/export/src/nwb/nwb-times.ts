/** Times of an NWB file: seconds from its reference, which is a whole millisecond. */

/** The whole millisecond at or before a time: the schema keeps no more of the reference. */
export function wholeMillisecondNs(ns: bigint): bigint {
  const rest = ((ns % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return ns - rest;
}

/** Within 104 days of the reference exact to a nanosecond: a difference of integers, rounded once. */
export function secondsFrom(referenceNs: bigint, ns: bigint): number {
  return Number(ns - referenceNs) / 1e9;
}

/** ISO 8601 in UTC. */
export function isoTime(ns: bigint): string {
  return new Date(Number(ns / 1_000_000n)).toISOString();
}

/** When the samples of one stream are taken, in nanoseconds from the start of streaming. Exact: nothing adds up. */
export interface Schedule {
  /** On the host clock, rounded down to the nanosecond. */
  hostOffsetNs(sample: number): bigint;
  /** On the device's own clock, rounded down to the nanosecond. */
  deviceOffsetNs(sample: number): bigint;
  /** How many samples are taken up to a host time, that time included: how many have `hostOffsetNs` at or before it. */
  countAt(hostOffsetNs: bigint): number;
}

const nsPerS = 1_000_000_000n;
const million = 1_000_000n;

/**
 * A device takes a sample each 1/rate seconds of its own clock. Where that clock runs fast, by `driftPpm`, the samples
 * come more often by the host's clock.
 * @param rateHz - an integer.
 * @param driftPpm - an integer: parts per million by which the device's clock runs fast; negative when it runs slow.
 */
export function createSchedule(rateHz: number, driftPpm: number): Schedule {
  const rate = BigInt(rateHz);
  // One sample takes `period / frequency` nanoseconds of host time: kept as a fraction, so that it stays exact.
  const period = nsPerS * million;
  const frequency = rate * (million + BigInt(driftPpm));
  return {
    hostOffsetNs: (sample) => (BigInt(sample) * period) / frequency,
    deviceOffsetNs: (sample) => (BigInt(sample) * nsPerS) / rate,
    // floor(k * period / frequency) <= t holds for all k below (t + 1) * frequency / period.
    countAt: (offsetNs) => (offsetNs < 0n ? 0 : Number(((offsetNs + 1n) * frequency + period - 1n) / period)),
  };
}

/** How long a span of host time is on a clock that runs fast by `driftPpm`. */
export function deviceSpanNs(hostSpanNs: bigint, driftPpm: number): bigint {
  return (hostSpanNs * (million + BigInt(driftPpm))) / million;
}

/** Nanoseconds of a setting in seconds. */
export function nsOfSeconds(seconds: number): bigint {
  return BigInt(Math.round(seconds * 1e9));
}

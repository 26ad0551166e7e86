/**
 * The host clock: monotonic, anchored once to the wall clock, the same in every isolate of a host.
 */
export interface Clock {
  /** Nanoseconds since the Unix epoch. Never steps back, never follows later changes of the wall clock. */
  nowNs(): bigint;
}

/**
 * A clock anchored when the process started, for use without a host (scripts, tests); its steps are a microsecond.
 * A host hands its isolates its own.
 */
export function createSystemClock(): Clock {
  const anchorMs = performance.timeOrigin;
  return { nowNs: () => BigInt(Math.round((anchorMs + performance.now()) * 1_000)) * 1_000n };
}

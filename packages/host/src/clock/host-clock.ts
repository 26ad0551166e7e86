import type { Clock } from '@modlink/sdk';

/**
 * Joins the machine's monotonic clock to the wall clock: `wall = monotonic + offset`, taken once by the host.
 * `process.hrtime` reads the same clock in every process of a machine (libuv `uv_hrtime`: CLOCK_MONOTONIC,
 * mach_absolute_time, QueryPerformanceCounter), so an isolate that is given the offset shares the host's time.
 */
export interface ClockAnchor {
  /** Nanoseconds. */
  readonly offsetNs: bigint;
}

/** The clock of one host, which hands its anchor to every isolate. */
export interface HostClock extends Clock {
  readonly anchor: ClockAnchor;
}

/** The clock that an anchor describes. It never steps back, and ignores later changes of the wall clock. */
export function clockOf(anchor: ClockAnchor): HostClock {
  return { anchor, nowNs: () => process.hrtime.bigint() + anchor.offsetNs };
}

/** Anchors a clock to the wall clock as it is now. */
export function createHostClock(): HostClock {
  // Date.now() counts whole milliseconds: the moment at which it changes is known far more exactly.
  const startMs = Date.now();
  let nowMs = startMs;
  let monotonicNs = process.hrtime.bigint();
  while (nowMs === startMs) {
    monotonicNs = process.hrtime.bigint();
    nowMs = Date.now();
  }
  return clockOf({ offsetNs: BigInt(nowMs) * 1_000_000n - monotonicNs });
}

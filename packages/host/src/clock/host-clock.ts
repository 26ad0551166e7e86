import type { Clock, Unsubscribe } from '@modlink/sdk';

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

/** The clock as those see it who keep it right. */
export interface SharedClock extends HostClock {
  /** Takes a new offset. One that would let the clock step back is ignored. */
  moveTo(offsetNs: bigint): void;
  /** Calls a listener after each move. */
  onMoved(listener: (anchor: ClockAnchor) => void): Unsubscribe;
}

/** The clock with an offset. It never steps back, and ignores later changes of the wall clock. */
export function clockOf(offsetNs: bigint): SharedClock {
  let anchor: ClockAnchor = { offsetNs };
  const listeners = new Set<(anchor: ClockAnchor) => void>();
  return {
    get anchor() {
      return anchor;
    },
    nowNs: () => process.hrtime.bigint() + anchor.offsetNs,
    moveTo(to) {
      if (to <= anchor.offsetNs) return;
      anchor = { offsetNs: to };
      for (const listener of listeners) listener(anchor);
    },
    onMoved(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Anchors a clock to the wall clock as it is now. */
export function createHostClock(): SharedClock {
  // Date.now() counts whole milliseconds: the moment at which it changes is known far more exactly.
  const startMs = Date.now();
  let nowMs = startMs;
  let monotonicNs = process.hrtime.bigint();
  while (nowMs === startMs) {
    monotonicNs = process.hrtime.bigint();
    nowMs = Date.now();
  }
  return clockOf(BigInt(nowMs) * 1_000_000n - monotonicNs);
}

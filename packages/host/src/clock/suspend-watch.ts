/**
 * Notices that the machine slept, and keeps the host clock right.
 *
 * The monotonic clock of Linux (CLOCK_MONOTONIC, clock_gettime(2)) and of macOS (mach_absolute_time) stands still while the
 * machine sleeps; on Windows (QueryPerformanceCounter) it runs on, and there is nothing to mend. The time since boot
 * (libuv `uv_uptime`) counts sleep everywhere and, unlike the wall clock, knows no steps of NTP or of people: where it
 * went further than the monotonic clock, the machine slept for the difference.
 *
 * The host clock is then moved forward by that difference, here and in every isolate: a step forward over the time in
 * which nothing was measured, never back. What is stamped between waking up and the move (a second at most) is too early
 * by the difference.
 */
import { uptime } from 'node:os';
import type { Unsubscribe } from '@modlink/sdk';
import type { HostEvents } from '../events/host-events.js';
import type { SharedClock } from './host-clock.js';

/** Two readings at one moment, nanoseconds. */
export interface SuspendReadings {
  readonly monotonicNs: bigint;
  /** With the time that the machine slept. */
  readonly sinceBootNs: bigint;
}

const intervalMs = 1_000;
/** Shorter sleeps do not occur; the time since boot is told in whole seconds on macOS. */
const minSleepNs = 2_000_000_000n;

export interface SuspendWatchOptions {
  readonly clock: SharedClock;
  readonly events: HostEvents;
  /** For tests: a machine cannot be put to sleep by one. */
  readonly read?: (() => SuspendReadings) | undefined;
  /** How often the clocks are compared, milliseconds. */
  readonly intervalMs?: number | undefined;
}

/** @returns a function that ends it. */
export function watchSuspension({
  clock,
  events,
  read = readClocks,
  ...options
}: SuspendWatchOptions): Unsubscribe {
  let before = read();
  let awakeNs = clock.nowNs();
  const timer = setInterval(() => {
    const now = read();
    const sleptNs = now.sinceBootNs - before.sinceBootNs - (now.monotonicNs - before.monotonicNs);
    before = now;
    const fromNs = awakeNs;
    if (sleptNs >= minSleepNs) {
      clock.moveTo(clock.anchor.offsetNs + sleptNs);
      events.emit('machine-suspended', { fromNs, toNs: clock.nowNs() });
    }
    awakeNs = clock.nowNs();
  }, options.intervalMs ?? intervalMs).unref();
  return () => clearInterval(timer);
}

function readClocks(): SuspendReadings {
  return {
    monotonicNs: process.hrtime.bigint(),
    sinceBootNs: BigInt(Math.round(uptime() * 1_000)) * 1_000_000n,
  };
}

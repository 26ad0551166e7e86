/**
 * Notices that the machine's wall clock was set, by NTP or by people. The host clock does not follow: it was joined to the
 * wall clock once. What happened is told, so that recordings can be related to the wall clock of other machines.
 *
 * Wall clocks that are slewed need no note on Linux: CLOCK_MONOTONIC goes by the same rate (adjtimex(2)). Elsewhere the two
 * move apart bit by bit, and that is noted whenever it has added up.
 */
import type { Unsubscribe } from '@modlink/sdk';
import type { HostEvents } from '../events/host-events.js';
import type { SharedClock } from './host-clock.js';

const intervalMs = 1_000;
/** Smaller differences are this process being stopped between two readings, or slewing that has not added up yet. */
const leastStepNs = 20_000_000n;
/** Two readings between which this process was held up say nothing. */
const longestReadingNs = 5_000_000n;

export interface WallClockWatchOptions {
  readonly clock: SharedClock;
  readonly events: HostEvents;
  /** The wall clock, milliseconds since the Unix epoch. For tests: one cannot set the clock of the machine. */
  readonly wallMs?: (() => number) | undefined;
  /** How often the clocks are compared, milliseconds. */
  readonly intervalMs?: number | undefined;
}

/** @returns a function that ends it. */
export function watchWallClock({
  clock,
  events,
  wallMs = Date.now,
  ...options
}: WallClockWatchOptions): Unsubscribe {
  // How far the wall clock is ahead of the host's, as last told; and as it was at the reading before.
  let toldNs = aheadNs(clock, wallMs) ?? 0n;
  let beforeNs = toldNs;
  // The host clock was moved over the time in which the machine slept: to within a second, where that is all it can tell.
  const endMoves = clock.onMoved(() => {
    toldNs = aheadNs(clock, wallMs) ?? toldNs;
    beforeNs = toldNs;
  });
  const timer = setInterval(() => {
    const nowNs = aheadNs(clock, wallMs);
    if (nowNs === undefined) return;
    // Twice the same: after sleep, the host clock may be about to be moved.
    const isSteady = distance(nowNs, beforeNs) < leastStepNs;
    beforeNs = nowNs;
    if (!isSteady || distance(nowNs, toldNs) < leastStepNs) return;
    const hostNs = clock.nowNs();
    events.emit('clock-adjusted', { fromNs: hostNs + toldNs, toNs: hostNs + nowNs });
    toldNs = nowNs;
  }, options.intervalMs ?? intervalMs).unref();
  return () => {
    clearInterval(timer);
    endMoves();
  };
}

/** @returns `undefined` when the two could not be read at about the same time. */
function aheadNs(clock: SharedClock, wallMs: () => number): bigint | undefined {
  const beforeNs = clock.nowNs();
  const wallNs = BigInt(Math.round(wallMs())) * 1_000_000n;
  return clock.nowNs() - beforeNs > longestReadingNs ? undefined : wallNs - beforeNs;
}

const distance = (one: bigint, other: bigint): bigint => (one > other ? one - other : other - one);

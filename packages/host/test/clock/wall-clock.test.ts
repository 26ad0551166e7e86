/** A test cannot set the clock of the machine: what `Date.now()` gives is moved here, everything else is real. */
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { clockOf, createHostClock, type SharedClock } from '../../src/clock/host-clock.js';
import { watchWallClock } from '../../src/clock/wall-clock-watch.js';
import { eventsOf, openPresentDevice } from '../supervisor/present-device.js';
import { openTestHost } from '../support/test-host.js';

const second = 1_000_000_000n;
const realNow = Date.now;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A wall clock that can be set. */
function settableClock() {
  let setByMs = 0;
  let reads = 0;
  return {
    nowMs: () => {
      reads += 1;
      return realNow() + setByMs;
    },
    set: (byMs: number) => {
      setByMs += byMs;
    },
    /** Waits until it was looked at a few times more. */
    async read(times = 4) {
      const wanted = reads + times;
      await expect.poll(() => reads).toBeGreaterThan(wanted);
    },
  };
}

describe('the host clock', () => {
  it('never steps back, and goes on by the monotonic clock, however the wall clock is set', () => {
    const wall = settableClock();
    vi.spyOn(Date, 'now').mockImplementation(wall.nowMs);
    const clock = createHostClock();
    const startNs = clock.nowNs();
    let lastNs = startNs;
    for (let step = 0; step < 20_000; step++) {
      if (step % 100 === 0) wall.set(step % 200 === 0 ? -3_600_000 : 1_800_000);
      const nowNs = clock.nowNs();
      expect(nowNs >= lastNs).toBe(true);
      lastNs = nowNs;
    }
    // Read between two readings of the monotonic clock, it lies between them.
    const beforeNs = process.hrtime.bigint();
    const nowNs = clock.nowNs() - clock.anchor.offsetNs;
    expect(nowNs).toBeGreaterThanOrEqual(beforeNs);
    expect(nowNs).toBeLessThanOrEqual(process.hrtime.bigint());
    expect(lastNs).toBeGreaterThan(startNs);
  });

  it('is within a millisecond or so of the wall clock when it begins', () => {
    const beforeMs = realNow();
    const clock = createHostClock();
    const nowMs = Number(clock.nowNs() / 1_000_000n);
    expect(nowMs).toBeGreaterThanOrEqual(beforeMs);
    expect(nowMs).toBeLessThanOrEqual(realNow() + 1);
  });

  it('cannot be moved back', () => {
    const clock = clockOf(1_000n * second);
    clock.moveTo(999n * second);
    expect(clock.anchor.offsetNs).toBe(1_000n * second);
  });
});

describe('a wall clock that is set', () => {
  it('is noted in a recording, forward and back, and not followed', async () => {
    const { host, event, frames } = await openPresentDevice();
    const recording = await host.recordings.start({ name: 'set' });
    const wall = settableClock();
    const clock = host.clock as SharedClock;
    onTestFinished(watchWallClock({ clock, events: host.events, wallMs: wall.nowMs, intervalMs: 5 }));
    const { anchor } = clock;
    await wall.read();
    wall.set(3_600_000);
    const forward = await event('clock-adjusted', ({ fromNs, toNs }) => toNs > fromNs);
    wall.set(-7_200_000);
    const back = await event('clock-adjusted', ({ fromNs, toNs }) => toNs < fromNs);
    expect(Number(forward.toNs - forward.fromNs) / 3.6e12).toBeCloseTo(1, 3);
    expect(Number(back.toNs - back.fromNs) / 3.6e12).toBeCloseTo(-2, 3);
    expect(clock.anchor).toBe(anchor);
    const seen = frames();
    await expect.poll(frames).toBeGreaterThan(seen + 3);
    const { statistics } = host.bus.stream('present.01:count');
    expect(statistics.snapshot().longestIntervalMs).toBeLessThan(60_000);
    const noted = (await eventsOf(recording)).filter(({ type }) => type === 'clock-adjusted');
    expect(noted.map(({ timestampNs, data }) => ({ timestampNs, data }))).toEqual(
      [forward, back].map(({ timestampNs, fromNs, toNs }) => ({
        timestampNs,
        data: { fromNs: String(fromNs), toNs: String(toNs) },
      })),
    );
  });

  it('is not seen in small differences, or after the machine slept', async () => {
    const { host, seen } = await openTestHost([]);
    const wall = settableClock();
    const clock = host.clock as SharedClock;
    onTestFinished(watchWallClock({ clock, events: host.events, wallMs: wall.nowMs, intervalMs: 2 }));
    await wall.read();
    wall.set(5);
    await wall.read();
    // Both clocks go on by the time of sleep: the wall clock at once, the host's when it is noticed.
    wall.set(60_000);
    clock.moveTo(clock.anchor.offsetNs + 60n * second);
    await wall.read();
    expect(seen.filter(({ type }) => type === 'clock-adjusted')).toEqual([]);
  });

  it('does not occur by itself', async () => {
    const { host, seen } = await openTestHost([]);
    let reads = 0;
    const wallMs = () => {
      reads += 1;
      return Date.now();
    };
    onTestFinished(
      watchWallClock({ clock: host.clock as SharedClock, events: host.events, wallMs, intervalMs: 1 }),
    );
    await expect.poll(() => reads).toBeGreaterThan(50);
    expect(seen.filter(({ type }) => type === 'clock-adjusted')).toEqual([]);
  });
});

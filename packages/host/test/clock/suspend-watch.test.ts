/** A test cannot put the machine to sleep: the two clock readings are given here, everything else is real. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SharedClock } from '../../src/clock/host-clock.js';
import { watchSuspension } from '../../src/clock/suspend-watch.js';
import { eventsOf, openPresentDevice } from '../supervisor/present-device.js';
import { openTestHost } from '../support/test-host.js';

const second = 1_000_000_000n;

/** Two clocks that run alike, until told otherwise. */
function sleepyMachine() {
  const readings = { monotonicNs: 0n, sinceBootNs: 5n * second, reads: 0 };
  return {
    read() {
      readings.monotonicNs += second;
      readings.sinceBootNs += second;
      readings.reads += 1;
      return { ...readings };
    },
    sleep: (seconds: bigint) => {
      readings.sinceBootNs += seconds * second;
    },
    stall: (seconds: bigint) => {
      readings.monotonicNs += seconds * second;
      readings.sinceBootNs += seconds * second;
    },
    reads: () => readings.reads,
  };
}

describe("the machine's sleep", () => {
  it('is told, moves the clock of host and drivers forward by its length, and is a gap in recordings', async () => {
    const { host, event, frames } = await openPresentDevice();
    const recording = await host.recordings.start({ name: 'asleep' });
    const machine = sleepyMachine();
    const clock = host.clock as SharedClock;
    onTestFinished(watchSuspension({ clock, events: host.events, read: machine.read, intervalMs: 5 }));
    await expect.poll(() => Math.min(machine.reads(), frames())).toBeGreaterThan(3);
    const beforeNs = clock.nowNs();
    machine.sleep(3_600n);
    const { fromNs, toNs } = await event('machine-suspended');
    const sleptNs = toNs - fromNs;
    expect(sleptNs).toBeGreaterThan(3_600n * second);
    expect(sleptNs).toBeLessThan(3_620n * second);
    expect(clock.nowNs()).toBeGreaterThan(beforeNs + 3_600n * second);
    const { statistics } = host.bus.stream('present.01:count');
    await expect
      .poll(() => statistics.snapshot().lastTimestampNs ?? 0n)
      .toBeGreaterThan(beforeNs + 3_600n * second);
    expect((await eventsOf(recording)).find(({ type }) => type === 'gap')).toMatchObject({
      label: 'The machine slept',
      data: { gapFromNs: String(fromNs), gapToNs: String(toNs) },
    });
  });

  it('is not seen in a stall of this process, in short differences, or in a clock that is set', async () => {
    const { host, seen } = await openTestHost([]);
    const machine = sleepyMachine();
    const { anchor } = host.clock;
    const clock = host.clock as SharedClock;
    onTestFinished(watchSuspension({ clock, events: host.events, read: machine.read, intervalMs: 1 }));
    for (const event of [() => machine.stall(600n), () => machine.sleep(1n), () => machine.sleep(-3_600n)]) {
      event();
      const reads = machine.reads();
      await expect.poll(machine.reads).toBeGreaterThan(reads + 2);
    }
    expect(host.clock.anchor).toEqual(anchor);
    expect(seen).toEqual([]);
  });

  it('does not occur by itself', async () => {
    const { host, seen } = await openTestHost([]);
    let reads = 0;
    onTestFinished(watchSuspension({ clock: host.clock as SharedClock, events: host.events, intervalMs: 1 }));
    const timer = setInterval(() => reads++, 1);
    onTestFinished(() => clearInterval(timer));
    await expect.poll(() => reads).toBeGreaterThan(50);
    expect(seen).toEqual([]);
  });
});

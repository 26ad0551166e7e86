import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VirtualClock } from '../src/index.js';

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock({ startNs: 5_000_000_000n }).install();
});
afterEach(() => clock.uninstall());

describe('a virtual clock', () => {
  it('stands still until it is told to move', async () => {
    const before = performance.now();
    expect(clock.nowNs()).toBe(5_000_000_000n);
    await clock.advance(1_500);
    expect(clock.nowNs()).toBe(6_500_000_000n);
    // It goes on from where it stood, so that the difference is rounded.
    expect(performance.now() - before).toBeCloseTo(1_500, 6);
  });

  it('runs what falls due in its order, each at its time, with the promises that follow', async () => {
    const seen: [string, number][] = [];
    const note = (what: string) => seen.push([what, clock.elapsedMs]);
    setTimeout(() => note('late'), 20);
    setTimeout(async () => {
      await Promise.resolve();
      note('early');
      setTimeout(() => note('follows'), 5);
    }, 10);
    const interval = setInterval(() => note('again'), 8);
    clock.schedule(0.5, () => note('world'));
    await clock.advance(20);
    clearInterval(interval);
    expect(seen).toEqual([
      ['world', 0.5],
      ['again', 8],
      ['early', 10],
      ['follows', 15],
      ['again', 16],
      ['late', 20],
    ]);
    await clock.advance(100);
    expect(seen).toHaveLength(6);
  });

  it('stands still while a file is read', async () => {
    const reading = (async () => {
      for (let time = 0; time < 20; time++) await readFile(new URL(import.meta.url));
      return clock.elapsedMs;
    })();
    expect(await clock.until(reading)).toBe(0);
  });

  it('counts the timers of the driver, not the events of the world', async () => {
    clock.schedule(10, () => {});
    const timer = setTimeout(() => {}, 10);
    setTimeout(() => {}, 20);
    expect(clock.pendingTimers).toBe(2);
    clearTimeout(Number(timer));
    expect(clock.pendingTimers).toBe(1);
    await clock.advance(20);
    expect(clock.pendingTimers).toBe(0);
  });

  it('has whole milliseconds for timers, at least one, as Node does', async () => {
    const seen: number[] = [];
    for (const ms of [0, -5, 4.9, Number.NaN, Number.POSITIVE_INFINITY]) {
      setTimeout(() => seen.push(clock.elapsedMs), ms);
    }
    await clock.advance(10);
    expect(seen).toEqual([1, 1, 1, 1, 4]);
  });

  it('moves the sleep of node:timers/promises, which a signal cuts short', async () => {
    const woken: unknown[] = [];
    void sleep(1_000, 'slept').then((value) => woken.push(value));
    const controller = new AbortController();
    const cut = sleep(1_000, undefined, { signal: controller.signal });
    await clock.advance(999);
    expect(woken).toEqual([]);
    controller.abort();
    await expect(cut).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    await clock.advance(1);
    expect(woken).toEqual(['slept']);
    expect(clock.pendingTimers).toBe(0);
  });

  it('rejects with what a timer throws', async () => {
    setTimeout(() => {
      throw new RangeError('broken');
    }, 5);
    await expect(clock.advance(10)).rejects.toThrow('broken');
  });

  it('can jump while timers sleep, as a machine does', async () => {
    let fired = 0;
    setTimeout(() => {
      fired += 1;
    }, 10);
    clock.step(60_000);
    expect(clock.nowNs()).toBe(65_000_000_000n);
    await clock.advance(9);
    expect(fired).toBe(0);
    await clock.advance(1);
    expect(fired).toBe(1);
  });

  it('passes until a call is done, and no longer', async () => {
    const later = async (ms: number) => {
      await sleep(ms);
      return 'done';
    };
    expect(await clock.until(later(250))).toBe('done');
    expect(clock.elapsedMs).toBe(250);
    expect(await clock.until(Promise.resolve('at once'))).toBe('at once');
    expect(clock.elapsedMs).toBe(250);
    const failing = later(10).then(() => Promise.reject(new Error('failed')));
    await expect(clock.until(failing)).rejects.toThrow('failed');
  });

  it('clears timers that were set before it was installed, and none of its own instead', async () => {
    clock.uninstall();
    let fired = 0;
    const before = setTimeout(() => {
      fired += 1;
    }, 1);
    clock.install();
    // Until one of the virtual timers has the number of the real one.
    while (Number(setTimeout(() => {}, 10)) < Number(before));
    const { pendingTimers } = clock;
    clearTimeout(before);
    expect(clock.pendingTimers).toBe(pendingTimers);
    clock.uninstall();
    await sleep(20);
    expect(fired).toBe(0);
  });

  it('gives the timers back, and is the only one that has them', async () => {
    expect(() => new VirtualClock().install()).toThrow(expect.objectContaining({ code: 'CLOCK_IN_USE' }));
    const virtual = setTimeout;
    clock.uninstall();
    expect(setTimeout).not.toBe(virtual);
    await sleep(1);
    clock.install();
    expect(clock.pendingTimers).toBe(0);
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { boundLoopDriver, gate } from './bench-driver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Whether a promise has settled, once everything that is due now has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  promise.then(
    () => {
      settled = true;
    },
    () => {
      settled = true;
    },
  );
  await vi.advanceTimersByTimeAsync(0);
  return settled;
}

describe('LoopDriver: stopStreaming', () => {
  it('without a loop does nothing', async () => {
    const { driver } = boundLoopDriver();
    await driver.stopStreaming();
    expect(driver.calls).toEqual([]);
  });

  it('ends the loop at once when no iteration is in flight', async () => {
    const { driver } = boundLoopDriver(60_000);
    await driver.startStreaming();
    await driver.stopStreaming();
    expect(driver.calls).toEqual(['started', 'stopped']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for the iteration in flight', async () => {
    const { driver } = boundLoopDriver();
    const iteration = gate();
    driver.body = () => iteration.opened;
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(10);
    const stopping = driver.stopStreaming();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await isSettled(stopping)).toBe(false);
    iteration.open();
    expect(await isSettled(stopping)).toBe(true);
    expect(driver.calls).toEqual(['started', 'loop', 'stopped']);
  });

  it('waits 2 s at most; the loop ends when the iteration does', async () => {
    const { driver } = boundLoopDriver();
    const iteration = gate();
    driver.body = () => iteration.opened;
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(10);
    const stopping = driver.stopStreaming();
    await vi.advanceTimersByTimeAsync(1_999);
    expect(await isSettled(stopping)).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(await isSettled(stopping)).toBe(true);
    expect(driver.isLooping).toBe(true);

    iteration.open();
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.isLooping).toBe(false);
    expect(driver.calls).toEqual(['started', 'loop', 'stopped']);
  });

  it.each(['synchronously', 'after an await'])(
    'called from inside loop() %s does not wait for itself',
    async (when) => {
      const { driver } = boundLoopDriver();
      let stopped = false;
      driver.body = async () => {
        if (when === 'after an await') await new Promise((resolve) => setTimeout(resolve, 5));
        await driver.stopStreaming();
        stopped = true;
      };
      await driver.startStreaming();
      await vi.advanceTimersByTimeAsync(20);
      expect(stopped).toBe(true);
      expect(driver.calls).toEqual(['started', 'loop', 'stopped']);
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it('called from inside onLoopStarted does not wait for itself', async () => {
    const { driver } = boundLoopDriver();
    driver.started = () => driver.stopStreaming();
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(20);
    expect(driver.calls).toEqual(['started', 'stopped']);
  });

  it('waits for the iteration in flight when what calls it was left behind by an earlier iteration', async () => {
    const { driver } = boundLoopDriver();
    const iteration = gate();
    let stopLater = () => Promise.resolve();
    driver.body = () => {
      if (driver.calls.length > 2) return iteration.opened;
      stopLater = AsyncLocalStorage.bind(() => driver.stopStreaming());
    };
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(20);
    expect(driver.calls).toEqual(['started', 'loop', 'loop']);
    const stopping = stopLater();
    expect(await isSettled(stopping)).toBe(false);
    iteration.open();
    await stopping;
    expect(driver.isLooping).toBe(false);
  });

  it('while onLoopStarted is pending, no loop() follows', async () => {
    const { driver } = boundLoopDriver();
    const ready = gate();
    driver.started = () => ready.opened;
    const starting = driver.startStreaming();
    const stopping = driver.stopStreaming();
    ready.open();
    await Promise.all([starting, stopping]);
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls).toEqual(['started', 'stopped']);
    expect(driver.isLooping).toBe(false);
  });

  it('fails when onLoopStopped fails, and the loop is ended all the same', async () => {
    const { driver, seen } = boundLoopDriver();
    driver.stopped = () => {
      throw new Error('the port does not close');
    };
    await driver.startStreaming();
    await expect(driver.stopStreaming()).rejects.toThrow('the port does not close');
    expect(driver.isLooping).toBe(false);
    expect(seen.errors).toEqual(['BenchLoopDriver.onLoopStopped() failed: Error: the port does not close']);
  });
});

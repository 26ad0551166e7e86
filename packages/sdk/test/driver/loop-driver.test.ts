import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoopDriver } from '../../src/index.js';
import { type BenchLoopDriver, boundLoopDriver, gate } from './bench-driver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('LoopDriver: loopIntervalMs', () => {
  it('is 10 unless overridden', async () => {
    let loops = 0;
    class DefaultDriver extends LoopDriver {
      readonly deviceId = 'bench.01';
      descriptors = () => [];
      search = () => [];
      connectDevice() {}
      disconnectDevice() {}
      loop() {
        loops += 1;
      }
    }
    const driver = new DefaultDriver();
    expect(driver.loopIntervalMs).toBe(10);
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(35);
    expect(loops).toBe(3);
    await driver.stopStreaming();
  });

  it('the first loop() runs one interval after the start', async () => {
    const { driver } = boundLoopDriver(50);
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(49);
    expect(driver.calls).toEqual(['started']);
    await vi.advanceTimersByTimeAsync(1);
    expect(driver.calls).toEqual(['started', 'loop']);
    await driver.stopStreaming();
  });

  it('iterations start one interval apart, also when they take a while', async () => {
    const { driver } = boundLoopDriver(50);
    const startedAtMs: number[] = [];
    driver.body = () => {
      startedAtMs.push(performance.now());
      return new Promise((resolve) => setTimeout(resolve, 20));
    };
    const beginMs = performance.now();
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(220);
    expect(startedAtMs.map((ms) => Math.round(ms - beginMs))).toEqual([50, 100, 150, 200]);
    await driver.stopStreaming();
  });

  it('an iteration that took longer does not make the next ones hurry', async () => {
    const { driver } = boundLoopDriver(50);
    const startedAtMs: number[] = [];
    driver.body = () => {
      startedAtMs.push(performance.now());
      return new Promise((resolve) => setTimeout(resolve, startedAtMs.length === 1 ? 174 : 0));
    };
    const beginMs = performance.now();
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(330);
    expect(startedAtMs.map((ms) => Math.round(ms - beginMs))).toEqual([50, 225, 274, 324]);
    await driver.stopStreaming();
  });

  it.each([0, -5])(
    '%d counts as 0: loops follow at once, and other work has its turn',
    async (intervalMs) => {
      vi.useRealTimers();
      const { driver } = boundLoopDriver(intervalMs);
      await driver.startStreaming();
      await vi.waitFor(() => expect(driver.calls.length).toBeGreaterThan(5));
      await driver.stopStreaming();
      expect(driver.isLooping).toBe(false);
    },
  );
});

describe('LoopDriver: startStreaming', () => {
  it('calls onLoopStarted first, then starts the loop', async () => {
    const { driver } = boundLoopDriver();
    const ready = gate();
    driver.started = () => ready.opened;
    const starting = driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls).toEqual(['started']);
    ready.open();
    await starting;
    await vi.advanceTimersByTimeAsync(10);
    expect(driver.calls).toEqual(['started', 'loop']);
    await driver.stopStreaming();
  });

  it('while looping does nothing', async () => {
    const { driver } = boundLoopDriver();
    await driver.startStreaming();
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(10);
    expect(driver.calls).toEqual(['started', 'loop']);
    await driver.stopStreaming();
  });

  it('fails when onLoopStarted fails: no loop, and nothing to clean up', async () => {
    const { driver, seen } = boundLoopDriver();
    driver.started = () => {
      throw new Error('no power');
    };
    await expect(driver.startStreaming()).rejects.toThrow('no power');
    expect(driver.isLooping).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls).toEqual(['started']);
    expect(seen.losses).toEqual([]);

    driver.started = () => {};
    await driver.startStreaming();
    expect(driver.isLooping).toBe(true);
    await driver.stopStreaming();
  });

  it('waits for a loop that was asked to stop, and starts anew', async () => {
    const { driver } = boundLoopDriver();
    const iteration = gate();
    driver.body = () => iteration.opened;
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(10);
    const stopping = driver.stopStreaming();
    const starting = driver.startStreaming();
    iteration.open();
    await Promise.all([stopping, starting]);
    expect(driver.calls).toEqual(['started', 'loop', 'stopped', 'started']);
    expect(driver.isLooping).toBe(true);
    await driver.stopStreaming();
  });
});

describe('LoopDriver: isLooping', () => {
  it('tells whether the loop is alive', async () => {
    const { driver } = boundLoopDriver();
    expect(driver.isLooping).toBe(false);
    await driver.startStreaming();
    expect(driver.isLooping).toBe(true);
    await vi.advanceTimersByTimeAsync(50);
    expect(driver.isLooping).toBe(true);
    await driver.stopStreaming();
    expect(driver.isLooping).toBe(false);
  });
});

describe('LoopDriver: a loop() that throws', () => {
  it.each([
    [
      'throws',
      () => {
        throw new TypeError('no data');
      },
    ],
    ['rejects', () => Promise.reject(new TypeError('no data'))],
  ])('ends the loop and emits connection-lost once: it %s', async (_how, body) => {
    const { driver, seen } = boundLoopDriver();
    driver.body = body;
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.losses).toEqual(['LOOP_FAILED: TypeError: no data']);
    expect(driver.calls).toEqual(['started', 'loop', 'stopped']);
    expect(driver.isLooping).toBe(false);
  });

  it('may throw what is no Error', async () => {
    const { driver, seen } = boundLoopDriver();
    driver.body = () => Promise.reject('no data');
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.losses).toEqual(['LOOP_FAILED: NonError: A value that is no Error was thrown: no data']);
  });

  it('is told after onLoopStopped, so that a host may reconnect at once', async () => {
    const { driver, seen } = boundLoopDriver();
    const cleaned = gate();
    driver.body = () => Promise.reject(new Error('no data'));
    driver.stopped = () => cleaned.opened;
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.losses).toEqual([]);
    cleaned.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.losses).toEqual(['LOOP_FAILED: Error: no data']);
  });

  it('is told even when onLoopStopped hangs or fails', async () => {
    const { driver, seen } = boundLoopDriver();
    driver.body = () => Promise.reject(new Error('no data'));
    driver.stopped = () => new Promise(() => {});
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(2_010);
    expect(seen.losses).toEqual(['LOOP_FAILED: Error: no data']);

    driver.stopped = () => Promise.reject(new Error('the port does not close'));
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.losses).toHaveLength(2);
    expect(seen.errors).toHaveLength(1);
  });

  it('leaves a driver that can be started again', async () => {
    const { driver } = boundLoopDriver();
    driver.body = () => Promise.reject(new Error('no data'));
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    driver.body = () => {};
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(10);
    expect(driver.calls).toEqual(['started', 'loop', 'stopped', 'started', 'loop']);
    await driver.stopStreaming();
  });
});

describe('LoopDriver: onLoopStopped', () => {
  it.each([
    ['a stop', (driver: BenchLoopDriver) => driver.stopStreaming()],
    ['two stops', (driver: BenchLoopDriver) => Promise.all([driver.stopStreaming(), driver.stopStreaming()])],
    ['a shutdown', (driver: BenchLoopDriver) => driver.onShutdown()],
    [
      'a failure, and a stop after it',
      async (driver: BenchLoopDriver) => {
        driver.body = () => Promise.reject(new Error('no data'));
        await vi.advanceTimersByTimeAsync(100);
        await driver.stopStreaming();
      },
    ],
  ])('runs once after the loop ended by %s', async (_cause, end) => {
    const { driver } = boundLoopDriver();
    await driver.startStreaming();
    await end(driver);
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls.filter((call) => call === 'stopped')).toHaveLength(1);
    expect(driver.calls.at(-1)).toBe('stopped');
  });
});

describe('LoopDriver: onShutdown', () => {
  it('stops the loop', async () => {
    const { driver } = boundLoopDriver();
    await driver.startStreaming();
    await driver.onShutdown();
    expect(driver.isLooping).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls).toEqual(['started', 'stopped']);
  });
});

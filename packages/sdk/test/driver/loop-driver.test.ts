import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LoopDriver } from '../../src/index.js';
import { BenchLoopDriver, notingContext } from './bench-driver.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function boundDriver(loopIntervalMs?: number) {
  const driver = new BenchLoopDriver(loopIntervalMs);
  const { context, seen } = notingContext();
  driver.bind(context);
  return { driver, seen, context };
}

/** A promise that the test settles. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

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
    const { driver } = boundDriver(50);
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(49);
    expect(driver.calls).toEqual(['started']);
    await vi.advanceTimersByTimeAsync(1);
    expect(driver.calls).toEqual(['started', 'loop']);
    await driver.stopStreaming();
  });

  it('iterations start one interval apart, also when they take a while', async () => {
    const { driver } = boundDriver(50);
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
    const { driver } = boundDriver(50);
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
      const { driver } = boundDriver(intervalMs);
      await driver.startStreaming();
      await vi.waitFor(() => expect(driver.calls.length).toBeGreaterThan(5));
      await driver.stopStreaming();
      expect(driver.isLooping).toBe(false);
    },
  );
});

describe('LoopDriver: startStreaming', () => {
  it('calls onLoopStarted first, then starts the loop', async () => {
    const { driver } = boundDriver();
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
    const { driver } = boundDriver();
    await driver.startStreaming();
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(10);
    expect(driver.calls).toEqual(['started', 'loop']);
    await driver.stopStreaming();
  });

  it('fails when onLoopStarted fails: no loop, and nothing to clean up', async () => {
    const { driver, seen } = boundDriver();
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
    const { driver } = boundDriver();
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

describe('LoopDriver: stopStreaming', () => {
  it('without a loop does nothing', async () => {
    const { driver } = boundDriver();
    await driver.stopStreaming();
    expect(driver.calls).toEqual([]);
  });

  it('ends the loop at once when no iteration is in flight', async () => {
    const { driver } = boundDriver(60_000);
    await driver.startStreaming();
    await driver.stopStreaming();
    expect(driver.calls).toEqual(['started', 'stopped']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for the iteration in flight', async () => {
    const { driver } = boundDriver();
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
    const { driver } = boundDriver();
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
      const { driver } = boundDriver();
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
    const { driver } = boundDriver();
    driver.started = () => driver.stopStreaming();
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(20);
    expect(driver.calls).toEqual(['started', 'stopped']);
  });

  it('waits for the iteration in flight when what calls it was left behind by an earlier iteration', async () => {
    const { driver } = boundDriver();
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
    const { driver } = boundDriver();
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
    const { driver, seen } = boundDriver();
    driver.stopped = () => {
      throw new Error('the port does not close');
    };
    await driver.startStreaming();
    await expect(driver.stopStreaming()).rejects.toThrow('the port does not close');
    expect(driver.isLooping).toBe(false);
    expect(seen.errors).toEqual(['BenchLoopDriver.onLoopStopped() failed: Error: the port does not close']);
  });
});

describe('LoopDriver: isLooping', () => {
  it('tells whether the loop is alive', async () => {
    const { driver } = boundDriver();
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
    const { driver, seen } = boundDriver();
    driver.body = body;
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.losses).toEqual(['LOOP_FAILED: TypeError: no data']);
    expect(driver.calls).toEqual(['started', 'loop', 'stopped']);
    expect(driver.isLooping).toBe(false);
  });

  it('may throw what is no Error', async () => {
    const { driver, seen } = boundDriver();
    driver.body = () => Promise.reject('no data');
    await driver.startStreaming();
    await vi.advanceTimersByTimeAsync(100);
    expect(seen.losses).toEqual(['LOOP_FAILED: NonError: A value that is no Error was thrown: no data']);
  });

  it('is told after onLoopStopped, so that a host may reconnect at once', async () => {
    const { driver, seen } = boundDriver();
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
    const { driver, seen } = boundDriver();
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
    const { driver } = boundDriver();
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
    const { driver } = boundDriver();
    await driver.startStreaming();
    await end(driver);
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls.filter((call) => call === 'stopped')).toHaveLength(1);
    expect(driver.calls.at(-1)).toBe('stopped');
  });
});

describe('LoopDriver: onShutdown', () => {
  it('stops the loop', async () => {
    const { driver } = boundDriver();
    await driver.startStreaming();
    await driver.onShutdown();
    expect(driver.isLooping).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    expect(driver.calls).toEqual(['started', 'stopped']);
  });
});

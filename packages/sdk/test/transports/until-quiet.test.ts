import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilQuiet } from '../../src/index.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Bytes arrive at these times from now on, in milliseconds. @returns how long it waited. */
async function waitedMs(
  arrivals: readonly number[],
  options = { quietMs: 50, limitMs: 1_000 },
): Promise<number> {
  let lastArrivalMs = 0;
  for (const ms of arrivals) setTimeout(() => (lastArrivalMs = performance.now()), ms);
  const startMs = performance.now();
  let endMs: number | undefined;
  const waiting = untilQuiet({ ...options, lastArrivalMs: () => lastArrivalMs }).then(() => {
    endMs = performance.now();
  });
  await vi.runAllTimersAsync();
  await waiting;
  return (endMs ?? Number.NaN) - startMs;
}

it('waits until nothing has arrived for so long', async () => {
  expect(await waitedMs([])).toBe(50);
  expect(await waitedMs([10, 40, 80])).toBe(130);
});

it('gives up at its limit, whatever arrives', async () => {
  const always = Array.from({ length: 300 }, (_, index) => index * 10);
  expect(await waitedMs(always)).toBe(1_000);
});

import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { RssiWatch } from '../../src/index.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('tells the strength at the start and every 5 s, until it is stopped', async () => {
  const told: unknown[] = [];
  let next = -50;
  const watch = new RssiWatch({
    read: async () => {
      next -= 1;
      if (next === -52) throw new Error('busy');
      return next;
    },
    onRssiDbm: (rssiDbm) => told.push(rssiDbm),
    onFailed: (error) => told.push(String(error)),
  });
  watch.start();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(told).toEqual([-51, 'Error: busy', -53]);
  watch.stop();
  watch.start();
  watch.stop();
  await vi.advanceTimersByTimeAsync(11_000);
  expect(told).toHaveLength(3);
});

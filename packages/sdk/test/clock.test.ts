import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSystemClock } from '../src/index.js';

afterEach(() => {
  vi.useRealTimers();
});

describe('createSystemClock', () => {
  it('tells nanoseconds since the Unix epoch', () => {
    const before = BigInt(Date.now() - 60_000) * 1_000_000n;
    const nowNs = createSystemClock().nowNs();
    expect(nowNs).toBeGreaterThan(before);
    expect(nowNs).toBeLessThan(before + 120_000_000_000n);
  });

  it('never steps back, and does not follow later changes of the wall clock', () => {
    const clock = createSystemClock();
    const before = clock.nowNs();
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const after = clock.nowNs();
    expect(Date.now()).toBe(0);
    expect(after).toBeGreaterThanOrEqual(before);
    expect(after - before).toBeLessThan(60_000_000_000n);
  });
});

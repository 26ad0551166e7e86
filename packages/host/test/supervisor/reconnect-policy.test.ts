import { describe, expect, it } from 'vitest';
import { defaultReconnectOptions, ReconnectPolicy } from '../../src/supervisor/reconnect-policy.js';

describe('reconnecting', () => {
  it('doubles the wait from 1 s, 30 s at most, and gives up after 25 attempts', () => {
    const policy = new ReconnectPolicy(() => defaultReconnectOptions);
    const delays = Array.from({ length: 26 }, () => {
      const decision = policy.failed(0, false);
      return decision.giveUp ? -1 : decision.delayMs;
    });
    expect(delays.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    expect(delays.indexOf(-1)).toBe(25);
  });

  it('goes on without end while the device is recorded', () => {
    const policy = new ReconnectPolicy(() => defaultReconnectOptions);
    for (let attempt = 1; attempt <= 1_000; attempt++)
      expect(policy.failed(0, true)).toMatchObject({ attempt, giveUp: false });
    expect(policy.failed(0, false)).toEqual({ giveUp: true });
  });

  it('begins anew after the device was there for 10 s, and not before', () => {
    const policy = new ReconnectPolicy(() => defaultReconnectOptions);
    policy.failed(0, false);
    policy.connected(1_000);
    expect(policy.failed(5_000, false)).toMatchObject({ attempt: 2 });
    policy.connected(7_000);
    expect(policy.failed(17_000, false)).toMatchObject({ attempt: 1, delayMs: 1_000 });
  });

  it('does not begin when it is off', () => {
    expect(new ReconnectPolicy(() => ({ ...defaultReconnectOptions, mode: 'off' })).failed(0, true)).toEqual({
      giveUp: true,
    });
  });
});

import { describe, expect, it } from 'vitest';
import { defaultRestartOptions, RestartPolicy } from '../../src/supervisor/restart-policy.js';

describe('restarting', () => {
  it('doubles the wait from 1 s, 60 s at most', () => {
    const policy = new RestartPolicy({ ...defaultRestartOptions, maxFailures: 100 });
    const delays = Array.from({ length: 9 }, (_, index) => {
      const decision = policy.failed(index * 1_000);
      return decision.giveUp ? -1 : decision.delayMs;
    });
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it('begins anew after a healthy minute', () => {
    const policy = new RestartPolicy(defaultRestartOptions);
    policy.failed(0);
    policy.failed(1_000);
    policy.started(2_000);
    expect(policy.failed(61_000)).toMatchObject({ delayMs: 4_000 });
    policy.started(70_000);
    expect(policy.failed(130_000)).toMatchObject({ delayMs: 1_000, attempt: 1 });
  });

  it('gives up at the fifth failure in ten minutes', () => {
    const policy = new RestartPolicy(defaultRestartOptions);
    const decisions = Array.from({ length: 5 }, (_, index) => policy.failed(index * 100_000).giveUp);
    expect(decisions).toEqual([false, false, false, false, true]);
  });

  it('forgets failures that are older than ten minutes', () => {
    const policy = new RestartPolicy(defaultRestartOptions);
    for (let index = 0; index < 20; index++) expect(policy.failed(index * 160_000).giveUp).toBe(false);
  });
});

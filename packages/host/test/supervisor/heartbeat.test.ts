import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../src/supervisor/heartbeat.js';

// Seconds pass in no time. Real isolates that block are in the conformance suite.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function start(timeoutMs: number) {
  const isolate = { pings: 0, answers: true, busy: false, blocked: 0 };
  const heartbeat: Heartbeat = new Heartbeat({
    timeoutMs,
    ping() {
      isolate.pings += 1;
      if (isolate.answers) heartbeat.beat();
    },
    isBusy: () => isolate.busy,
    onBlocked: () => {
      isolate.blocked += 1;
    },
  });
  return { isolate, heartbeat };
}

describe('the heartbeat', () => {
  it('leaves an isolate alone that answers', () => {
    const { isolate } = start(5_000);
    vi.advanceTimersByTime(600_000);
    expect(isolate).toMatchObject({ pings: 600, blocked: 0 });
  });

  it('tells once of one that does not answer for its time', () => {
    const { isolate } = start(5_000);
    vi.advanceTimersByTime(10_000);
    isolate.answers = false;
    vi.advanceTimersByTime(5_000);
    expect(isolate.blocked).toBe(0);
    vi.advanceTimersByTime(60_000);
    expect(isolate.blocked).toBe(1);
  });

  it('counts nothing while a control call is under way: that has its own time', () => {
    const { isolate } = start(5_000);
    Object.assign(isolate, { answers: false, busy: true });
    vi.advanceTimersByTime(60_000);
    expect(isolate.blocked).toBe(0);
    isolate.busy = false;
    vi.advanceTimersByTime(6_000);
    expect(isolate.blocked).toBe(1);
  });

  it('takes a frame for a sign of life', () => {
    const { isolate, heartbeat } = start(5_000);
    isolate.answers = false;
    for (let second = 0; second < 60; second += 4) {
      heartbeat.beat();
      vi.advanceTimersByTime(4_000);
    }
    expect(isolate.blocked).toBe(0);
  });

  it('is off with a time of 0', () => {
    const { isolate } = start(0);
    isolate.answers = false;
    vi.advanceTimersByTime(3_600_000);
    expect(isolate).toMatchObject({ pings: 0, blocked: 0 });
  });

  it('ends with its isolate', () => {
    const { heartbeat } = start(5_000);
    heartbeat.stop();
    expect(vi.getTimerCount()).toBe(0);
  });
});

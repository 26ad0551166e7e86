import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { FrameEncoder, FrameView } from '@modlink/sdk/encoding';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Bus, type BusStream } from '../../src/bus/bus.js';
import { createHostClock } from '../../src/clock/host-clock.js';
import {
  defaultSilenceOptions,
  type SilenceOptions,
  SilenceWatchdog,
} from '../../src/supervisor/silence-watchdog.js';

// Seconds of silence pass in no time.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => void vi.useRealTimers());

const view = new FrameView(
  new FrameEncoder().encode({
    streamId: 'sensor.01:s',
    timestampNs: 1n,
    data: ndarray(new Float32Array(1), [1, 1]),
  }),
);

const bus = new Bus({ clock: createHostClock(), onConsumerFailed() {} });

let streams = 0;
function stream(nominalSampleRateHz: number | 'irregular', chunkSize = 1): BusStream {
  const deviceId = `sensor.${String(++streams).padStart(2, '0')}`;
  return bus.declare(
    new StreamDescriptor({ deviceId, streamKey: 's', payloadType: 'signal', nominalSampleRateHz, chunkSize }),
  );
}

function watch(streams: readonly BusStream[], options: Partial<SilenceOptions> = {}) {
  const silent: { silentMs: number; act: boolean }[] = [];
  const resumed: BusStream[] = [];
  const watchdog = new SilenceWatchdog({
    options: () => ({ ...defaultSilenceOptions, ...options }),
    streams: () => streams,
    onSilent: (_, silentMs, act) => silent.push({ silentMs, act }),
    onResumed: (which) => resumed.push(which),
  });
  watchdog.start();
  return { watchdog, silent, resumed };
}

const arrive = ({ statistics }: BusStream, atNs: bigint) => void statistics.add(view, atNs);

describe('a stream is silent', () => {
  it('after 3 s without a frame, when it is fast', () => {
    const fast = stream(1_000);
    const { silent } = watch([fast]);
    vi.advanceTimersByTime(500);
    arrive(fast, 1n);
    vi.advanceTimersByTime(3_000);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(1_500);
    expect(silent).toMatchObject([{ act: true }]);
    expect(silent[0]?.silentMs).toBeGreaterThanOrEqual(3_000);
  });

  it('after 20 chunk periods, when it is slow', () => {
    const slow = stream(10, 20);
    const { silent } = watch([slow]);
    arrive(slow, 1n);
    vi.advanceTimersByTime(40_000);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(silent).toHaveLength(1);
  });

  it('after 10 s, when it never gave a frame', () => {
    const { silent } = watch([stream(250)]);
    vi.advanceTimersByTime(9_000);
    expect(silent).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect(silent).toHaveLength(1);
  });

  it('never, when its rate is irregular, unless a time is set', () => {
    const beats = stream('irregular');
    const never = watch([beats]);
    const after = watch([beats], { irregularSilenceMs: 15_000 });
    vi.advanceTimersByTime(3_600_000);
    expect(never.silent).toEqual([]);
    expect(after.silent[0]?.silentMs).toBeGreaterThanOrEqual(15_000);
  });

  it('no more when a frame came, and again after as long', () => {
    const fast = stream(1_000);
    const { silent, resumed } = watch([fast], { action: 'report' });
    arrive(fast, 1n);
    vi.advanceTimersByTime(60_000);
    expect(silent).toHaveLength(1);
    arrive(fast, 2n);
    vi.advanceTimersByTime(1_000);
    expect(resumed).toEqual([fast]);
    vi.advanceTimersByTime(5_000);
    expect(silent).toHaveLength(2);
  });
});

describe('the watchdog', () => {
  it('asks for the action again after 10 s, then after twice as long each time, a minute at most', () => {
    const fast = stream(1_000);
    const { silent } = watch([fast]);
    vi.advanceTimersByTime(11_000);
    const times = silent.map(({ silentMs }) => silentMs);
    vi.advanceTimersByTime(300_000);
    for (const { silentMs } of silent.slice(1)) times.push(silentMs);
    const waits = times.slice(1).map((time, index) => Math.round((time - (times[index] ?? 0)) / 1_000));
    expect(waits.slice(0, 5).every((wait, index) => Math.abs(wait - [10, 20, 40, 60, 60][index]!) <= 1)).toBe(
      true,
    );
  });

  it('counts no time in which this process was held up', () => {
    const fast = stream(1_000);
    const { silent } = watch([fast]);
    arrive(fast, 1n);
    vi.advanceTimersByTime(1_000);
    // An hour passes for the clock, but no timer fires.
    const now = performance.now();
    vi.spyOn(performance, 'now').mockReturnValue(now + 3_600_000);
    vi.advanceTimersToNextTimer();
    expect(silent).toEqual([]);
    vi.restoreAllMocks();
  });

  it('rests while nothing streams', () => {
    const { watchdog, silent } = watch([stream(1_000)]);
    watchdog.stop();
    vi.advanceTimersByTime(60_000);
    expect(silent).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

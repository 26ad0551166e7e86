import { ndarray } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import { decodeStatistics, encodeStatistics } from '../src/format/recording-metadata.js';
import { StreamStatistics } from '../src/index.js';
import { describeStream, encodedFrame, type FrameOptions, startNs } from './support/recordings.js';

const descriptor = describeStream();

function add(statistics: StreamStatistics, samples: number, options: FrameOptions) {
  const view = encodedFrame(descriptor, ndarray(new Int16Array(samples), [1, samples]), options);
  return statistics.add(view, (options.timestampNs ?? startNs) + 7n);
}

describe('StreamStatistics', () => {
  it('knows nothing of a stream without frames', () => {
    expect(new StreamStatistics(250).snapshot()).toMatchObject({
      frames: 0,
      samples: 0,
      measuredRateHz: undefined,
      jitterMs: undefined,
      firstTimestampNs: undefined,
      lastArrivalNs: undefined,
    });
  });

  it('measures the rate of frames of any length, and no jitter where there is none', () => {
    const statistics = new StreamStatistics(250);
    let at = 0;
    for (const [seq, samples] of [10, 5, 1, 10, 7].entries()) {
      add(statistics, samples, { seq, timestampNs: startNs + BigInt(at) * 4_000_000n });
      at += samples;
    }
    const snapshot = statistics.snapshot();
    expect(snapshot).toMatchObject({ frames: 5, samples: 33, gaps: 0, lostFrames: 0, lateFrames: 0 });
    expect(snapshot.measuredRateHz).toBeCloseTo(250, 9);
    expect(snapshot.jitterMs).toBeCloseTo(0, 9);
    expect(snapshot.firstTimestampNs).toBe(startNs);
    expect(snapshot.lastTimestampNs).toBe(startNs + 26n * 4_000_000n);
    expect(snapshot.lastArrivalNs).toBe(startNs + 26n * 4_000_000n + 7n);
  });

  it('does not take a device clock that is a little fast for jitter', () => {
    const statistics = new StreamStatistics(250);
    for (let seq = 0; seq < 50; seq++)
      add(statistics, 1, { seq, timestampNs: startNs + BigInt(seq) * 3_999_000n });
    expect(statistics.snapshot().measuredRateHz).toBeCloseTo(1e9 / 3_999_000, 6);
    expect(statistics.snapshot().jitterMs).toBeCloseTo(0, 6);
  });

  it('gives jitter as the standard deviation of the intervals', () => {
    const statistics = new StreamStatistics(100);
    const deviationsMs = [1, -1, 2, -2, 0, 3];
    let timestampNs = startNs;
    add(statistics, 1, { seq: 0, timestampNs });
    for (const [index, deviation] of deviationsMs.entries()) {
      timestampNs += BigInt(10 + deviation) * 1_000_000n;
      add(statistics, 1, { seq: index + 1, timestampNs });
    }
    const mean = 0.5;
    const expected = Math.sqrt(deviationsMs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5);
    expect(statistics.snapshot().jitterMs).toBeCloseTo(expected, 9);
  });

  it('counts a jump of the sequence number by n as n - 1 frames, and leaves the gap out of the rate', () => {
    const statistics = new StreamStatistics(250);
    expect(add(statistics, 10, { seq: 100, timestampNs: startNs })).toBeUndefined();
    expect(add(statistics, 10, { seq: 101, timestampNs: startNs + 40_000_000n })).toBeUndefined();
    expect(add(statistics, 10, { seq: 105, timestampNs: startNs + 9_000_000_000n })).toEqual({
      lostFrames: 3,
      lostSamples: 0,
    });
    expect(add(statistics, 10, { seq: 106, timestampNs: startNs + 9_040_000_000n, lost: 4 })).toEqual({
      lostFrames: 0,
      lostSamples: 4,
    });
    expect(statistics.snapshot()).toMatchObject({
      gaps: 2,
      lostFrames: 3,
      lostSamples: 4,
      measuredRateHz: 250,
    });
  });

  it('counts a late frame, and goes on from it', () => {
    const statistics = new StreamStatistics(250);
    for (const seq of [5, 6, 6, 0, 1]) add(statistics, 1, { seq });
    expect(statistics.snapshot()).toMatchObject({ lateFrames: 2, gaps: 0, lostFrames: 0 });
  });

  it('works without sequence numbers and for irregular streams', () => {
    const statistics = new StreamStatistics('irregular');
    for (const ms of [0, 800, 1700]) add(statistics, 1, { timestampNs: startNs + BigInt(ms) * 1_000_000n });
    const snapshot = statistics.snapshot();
    expect(snapshot).toMatchObject({ gaps: 0, lateFrames: 0 });
    expect(snapshot.measuredRateHz).toBeCloseTo(2 / 1.7, 9);
    expect(snapshot.jitterMs).toBeCloseTo(Math.sqrt(2 * 50 ** 2), 9);
  });

  it('takes a jump of a replay for nothing', () => {
    const statistics = new StreamStatistics(250);
    add(statistics, 10, { seq: 0, timestampNs: startNs });
    add(statistics, 10, { seq: 1, timestampNs: startNs + 40_000_000n });
    statistics.interrupt();
    expect(add(statistics, 10, { seq: 90, timestampNs: startNs + 3_600_000_000n })).toBeUndefined();
    statistics.interrupt();
    add(statistics, 10, { seq: 5, timestampNs: startNs + 200_000_000n });
    add(statistics, 10, { seq: 6, timestampNs: startNs + 240_000_000n });
    const { measuredRateHz, ...counts } = statistics.snapshot();
    expect(counts).toMatchObject({ frames: 5, gaps: 0, lostFrames: 0, lateFrames: 0 });
    expect(measuredRateHz).toBeCloseTo(250, 9);
  });

  it('gives the median and the 99th percentile of the jitter, and the longest interval between arrivals', () => {
    const statistics = new StreamStatistics(100);
    let timestampNs = startNs;
    add(statistics, 1, { seq: 0, timestampNs });
    for (let seq = 1; seq <= 2000; seq++) {
      const offMs = (seq % 2 === 0 ? 1 : -1) * (seq % 50 < 2 ? 8 : 2);
      timestampNs += BigInt(10 + offMs) * 1_000_000n;
      add(statistics, 1, { seq, timestampNs });
    }
    const { jitterP50Ms, jitterP99Ms, longestIntervalMs } = statistics.snapshot();
    expect(jitterP50Ms).toBeCloseTo(2, 0);
    expect((jitterP99Ms ?? 0) / 8).toBeCloseTo(1, 1);
    expect(longestIntervalMs).toBeCloseTo(18, 6);
  });

  it('follows the clock of the device, or the count of the samples', () => {
    const device = new StreamStatistics(100);
    const samples = new StreamStatistics(100);
    for (let seq = 0; seq < 2000; seq++) {
      const timestampNs = startNs + BigInt(seq) * 10_000_500n;
      add(device, 1, { seq, timestampNs, deviceTimeNs: BigInt(seq) * 10_000_000n });
      add(samples, 1, { seq, timestampNs });
    }
    expect(device.snapshot().clock).toBe('device');
    expect(device.snapshot().driftPpm).toBeCloseTo(-50, 0);
    const offsetNs = (device.snapshot().clockOffsetNs ?? 0n) - startNs - 1999n * 500n;
    expect(Math.abs(Number(offsetNs))).toBeLessThan(1_000);
    expect(samples.snapshot()).toMatchObject({ clock: 'samples', clockOffsetNs: undefined });
    expect(samples.snapshot().driftPpm).toBeCloseTo(-50, 0);
  });

  it('is kept in recordings, and those of before are read too', () => {
    const statistics = new StreamStatistics(100);
    for (let seq = 0; seq < 3000; seq++) {
      const timestampNs = startNs + BigInt(seq) * 10_000_500n;
      add(statistics, 1, { seq, timestampNs, deviceTimeNs: BigInt(seq) * 10_000_000n });
    }
    const snapshot = statistics.snapshot();
    expect(decodeStatistics(encodeStatistics(new Map([[3, snapshot]]))).get(3)).toEqual(snapshot);
    const { jitterP50Ms, jitterP99Ms, longestIntervalMs, clock, driftPpm, clockOffsetNs, ...before } =
      snapshot;
    expect([jitterP50Ms, jitterP99Ms, longestIntervalMs, clock, driftPpm, clockOffsetNs]).not.toContain(
      undefined,
    );
    expect(decodeStatistics(encodeStatistics(new Map([[3, before]]))).get(3)).toEqual(before);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eegSignal, samplesOf } from '../src/signals/index.js';
import {
  advance,
  countOf,
  inMs,
  nowNs,
  type SimulatedHost,
  simulatedHost,
  totalOf,
} from './simulated-host.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const truth = eegSignal({ seed: 1, channels: 8, rateHz: 250 });

/** Streams the EEG with some fault. */
function streamEeg(
  settings: Parameters<typeof simulatedHost>[0] & object,
  durationMs: number,
): SimulatedHost & { startNs: bigint } {
  const host = simulatedHost(settings);
  host.connect('eeg');
  const startNs = nowNs();
  host.driver.startStreaming();
  advance(durationMs);
  host.driver.stopStreaming();
  return { ...host, startNs };
}

/** What every frame without drift must fulfil: its values are those that its time says. Returns the sample numbers. */
function checkAgainstTruth({ frames, startNs }: SimulatedHost & { startNs: bigint }): number[] {
  return frames.flatMap(({ data, timestampNs, deviceTimeNs }) => {
    const first = Number((timestampNs - startNs) / 4_000_000n);
    expect(timestampNs).toBe(startNs + BigInt(first) * 4_000_000n);
    expect(deviceTimeNs).toBe(BigInt(first) * 4_000_000n);
    const count = data.shape[1]!;
    expect(data.values).toEqual(samplesOf(truth, first, count).values);
    return Array.from({ length: count }, (_, index) => first + index);
  });
}

describe('dropouts', () => {
  it.each([
    [1, 5],
    [7, 20],
    [40, 2.5],
  ])(
    'lose bursts of %i samples, %d percent of all, and say how many',
    (simulateDropoutSamples, simulateDropoutPercent) => {
      const host = streamEeg({ settings: { simulateDropoutSamples, simulateDropoutPercent } }, 120_000);
      const sent = checkAgainstTruth(host);
      // Before each frame `lost` fills exactly the hole between it and the frame before.
      let next = 0;
      for (const frame of host.frames) {
        const first = Number((frame.timestampNs - host.startNs) / 4_000_000n);
        expect(frame.lost).toBe(first - next);
        next = first + countOf(frame);
      }
      expect(host.frames.map(({ seq }) => seq)).toEqual(host.frames.map((_, index) => index));
      const lostPercent = 100 * (1 - sent.length / 30_001);
      expect(lostPercent).toBeGreaterThan(simulateDropoutPercent / 2);
      expect(lostPercent).toBeLessThan(simulateDropoutPercent * 1.5);
      // Lost samples come in whole bursts.
      const isSent = new Set(sent);
      for (let burst = 0; burst < Math.floor(30_000 / simulateDropoutSamples); burst++) {
        const fates = Array.from({ length: simulateDropoutSamples }, (_, index) =>
          isSent.has(burst * simulateDropoutSamples + index),
        );
        expect(new Set(fates).size).toBe(1);
      }
    },
  );

  it('are the same for the same seed, and others for another', () => {
    const lostAt = (seed: number) => {
      const host = streamEeg({ settings: { seed, simulateDropoutPercent: 5 } }, 20_000);
      return host.frames.map(({ timestampNs, lost }) => `${timestampNs - host.startNs}:${lost}`);
    };
    const first = lostAt(5);
    expect(lostAt(5)).toEqual(first);
    expect(lostAt(6)).not.toEqual(first);
  });
});

it('gaps are silent for their time and lose nothing by the counter', () => {
  const host = streamEeg({ settings: { simulateGapEveryS: 5, simulateGapS: 1.5 } }, 20_000);
  const sent = checkAgainstTruth(host);
  const expected = Array.from({ length: 5_001 }, (_, sample) => sample).filter(
    (sample) => (sample * 4) % 5_000 < 3_500,
  );
  expect(sent).toEqual(expected);
  expect(host.frames.every(({ lost }) => lost === 0)).toBe(true);
  // Nothing is handed over in a gap, and no marker falls into it.
  for (const atNs of host.handedOverNs) expect((atNs - host.startNs) % inMs(5_000)).toBeLessThan(inMs(3_540));
  const markersAtS = host.markers.map(({ timestampNs }) =>
    Number((timestampNs! - host.startNs) / 1_000_000_000n),
  );
  expect(markersAtS).toEqual([1, 2, 3, 5, 6, 7, 8, 10, 11, 12, 13, 15, 16, 17, 18, 20]);
});

it('a disconnect sends everything up to its moment, says why, and the device can be connected again', () => {
  const host = simulatedHost({ settings: { simulateDisconnectAfterS: 2.5 } });
  for (let round = 1; round <= 2; round++) {
    host.connect('eeg');
    host.driver.startStreaming();
    advance(10_000);
    // Samples 0 to 625, of which the last is taken at the very moment of the disconnect.
    expect(totalOf(host.frames)).toBe(round * 626);
    expect(countOf(host.frames.at(-1)!)).toBe(6);
    expect(host.markers).toHaveLength(round * 2);
    expect(host.losses).toHaveLength(round);
    expect(host.losses.at(-1)).toMatch(
      /^SIMULATED_DISCONNECT: Synthetic EEG went away 2\.5 s after the start/,
    );
    host.driver.stopStreaming();
    expect(() => host.driver.startStreaming()).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }));
  }
});

it('a stop before the disconnect prevents it', () => {
  const host = streamEeg({ settings: { simulateDisconnectAfterS: 2.5 } }, 2_000);
  advance(10_000);
  expect(host.losses).toEqual([]);
  expect(totalOf(host.frames)).toBe(501);
});

it.each([200, -200, 10_000])(
  'a clock that is %i ppm fast samples by its own time',
  (simulateClockDriftPpm) => {
    const host = simulatedHost({ settings: { simulateClockDriftPpm } });
    host.connect('eeg');
    advance(1_000);
    const startNs = nowNs();
    host.driver.startStreaming();
    advance(600_000);
    host.driver.stopStreaming();
    const ratio = 1_000_000 + simulateClockDriftPpm;
    // 250 Hz of the device's clock, over ten minutes of the host's.
    expect(totalOf(host.frames)).toBe(Math.floor((150_000 * ratio) / 1_000_000) + 1);
    let first = 0;
    for (const frame of host.frames) {
      expect(frame.deviceTimeNs).toBe(BigInt(ratio) * 1_000n + BigInt(first) * 4_000_000n);
      expect(frame.timestampNs - startNs).toBe((BigInt(first) * 4_000_000n * 1_000_000n) / BigInt(ratio));
      first += countOf(frame);
    }
  },
);

it('jitter hands frames over late, in order, and leaves their contents and times alone', () => {
  const host = streamEeg({ settings: { simulateJitterMs: 150 } }, 30_000);
  expect(checkAgainstTruth(host)).toEqual(Array.from({ length: 7_501 }, (_, sample) => sample));
  const lateMs = host.frames.slice(0, -4).map(({ timestampNs }, index) => {
    const lastTakenNs = timestampNs + inMs(36);
    return Number(host.handedOverNs[index]! - lastTakenNs) / 1e6;
  });
  expect(Math.min(...lateMs)).toBeGreaterThanOrEqual(0);
  // Timers count whole milliseconds.
  expect(Math.max(...lateMs)).toBeLessThanOrEqual(151);
  expect(Math.max(...lateMs) - Math.min(...lateMs)).toBeGreaterThan(75);
});

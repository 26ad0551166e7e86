import { DriverContext, SearchResult } from '@modlink/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SyntheticDriver } from '../src/index.js';
import { readFrameNumber } from '../src/signals/index.js';
import { advance, countOf, inMs, nowNs, simulatedHost, totalOf } from './simulated-host.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('streaming', () => {
  it('ends with the partial chunk', () => {
    const host = simulatedHost();
    host.connect('eeg');
    host.driver.startStreaming();
    // Samples 0 to 13: 13 * 4 ms = 52 ms.
    advance(55);
    expect(host.frames.map(countOf)).toEqual([10]);
    host.driver.stopStreaming();
    expect(host.frames.map(countOf)).toEqual([10, 4]);
  });

  it('hands a chunk over when its last sample was taken', () => {
    const host = simulatedHost();
    host.connect('eeg');
    host.driver.startStreaming();
    const startNs = nowNs();
    advance(1_000);
    expect(host.handedOverNs.map((ns) => ns - startNs)).toEqual(
      Array.from({ length: 25 }, (_, chunk) => inMs(40 * chunk + 36)),
    );
    host.driver.stopStreaming();
  });

  it('disconnecting stops with everything up to then, and so does a shutdown', () => {
    for (const end of ['disconnectDevice', 'onShutdown'] as const) {
      const host = simulatedHost();
      host.connect('imu');
      host.driver.startStreaming();
      advance(101);
      host.driver[end]();
      expect(totalOf(host.framesOf('accel'))).toBe(11);
      expect(totalOf(host.framesOf('gyro'))).toBe(21);
      expect(() => host.driver.startStreaming()).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }));
    }
  });

  it('sends under the id that the host gave the device', () => {
    const host = simulatedHost({ deviceId: 'synthetic_field.07' });
    host.connect('field');
    host.driver.startStreaming();
    advance(100);
    host.driver.stopStreaming();
    expect(new Set(host.frames.map(({ streamId }) => streamId))).toEqual(
      new Set(['synthetic_field.07:field']),
    );
  });

  it('goes quiet when the host closed the context', () => {
    const host = simulatedHost();
    host.connect('eeg');
    host.driver.startStreaming();
    advance(100);
    const before = host.frames.length;
    host.context.close();
    advance(1_000);
    expect(host.frames).toHaveLength(before);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('catches up with everything after its timer was late', () => {
    let behindNs = 0n;
    const frames: number[] = [];
    const driver = new SyntheticDriver();
    driver.bind(
      new DriverContext({
        clock: { nowNs: () => nowNs() + behindNs },
        onFrame: ({ data }) => frames.push(data.shape[1]!),
        onConnectionLost: () => {},
        settings: { eegRateHz: 1_000, eegChunkSize: 1 },
      }),
    );
    driver.useDescriptors(
      driver.connectDevice(new SearchResult({ title: 'EEG', extra: { kind: 'eeg' as const } })) ?? undefined,
    );
    driver.startStreaming();
    advance(10);
    expect(frames).toHaveLength(11);
    // The process was held up for 5 s: the clock went on, its timers did not.
    behindNs = 5_000_000_000n;
    advance(1);
    expect(frames).toHaveLength(11 + 256);
    advance(30);
    expect(frames).toHaveLength(5_042);
    driver.stopStreaming();
    expect(frames).toHaveLength(5_042);
  });

  it('can be stopped from inside a frame', () => {
    const host = simulatedHost({
      onFrame: () => {
        if (host.frames.length === 3) host.driver.stopStreaming();
      },
    });
    host.connect('eeg');
    host.driver.startStreaming();
    advance(1_000);
    expect(host.frames.map(countOf)).toEqual([10, 10, 10]);
    expect(host.frames.map(({ seq }) => seq)).toEqual([0, 1, 2]);
  });

  it('ends with a connection lost when a frame cannot be handed over', () => {
    const host = simulatedHost({
      onFrame: () => {
        throw new RangeError('the sink is broken');
      },
    });
    host.connect('eeg');
    host.driver.startStreaming();
    advance(1_000);
    expect(host.frames).toHaveLength(1);
    expect(host.losses).toEqual(['STREAMING_FAILED: RangeError: the sink is broken']);
  });
});

describe('markers', () => {
  it('come from the EEG once a second, to the nanosecond', () => {
    const host = simulatedHost();
    host.connect('eeg');
    host.driver.startStreaming();
    const startNs = nowNs();
    advance(60_000);
    host.driver.stopStreaming();
    expect(host.markers).toEqual(
      Array.from({ length: 60 }, (_, index) => ({
        label: 'trigger',
        timestampNs: startNs + BigInt(index + 1) * 1_000_000_000n,
        data: { index: index + 1 },
      })),
    );
  });

  it('come as often as told, not at all at 0, and from no other device', () => {
    for (const [kind, markerIntervalS, expected] of [
      ['eeg', 0.3, 33],
      ['eeg', 0, 0],
      ['imu', 1, 0],
    ] as const) {
      const host = simulatedHost({ settings: { markerIntervalS } });
      host.connect(kind);
      host.driver.startStreaming();
      advance(10_000);
      host.driver.stopStreaming();
      expect(host.markers).toHaveLength(expected);
    }
  });
});

it('draws the frame number into every picture of the test card', () => {
  const host = simulatedHost({ settings: { videoWidth: 64, videoHeight: 48, videoRateHz: 30 } });
  host.connect('video');
  host.driver.startStreaming();
  advance(60_000);
  host.driver.stopStreaming();
  const numbers = host.frames.map(({ data }) =>
    readFrameNumber(data.values as Uint8Array, { width: 64, height: 48 }),
  );
  expect(numbers).toEqual(Array.from({ length: 1_801 }, (_, index) => index));
});

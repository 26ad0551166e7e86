import { isDriver, SearchResult } from '@modlink/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deviceKinds } from '../src/devices.js';
import createDriver, { type SyntheticExtra } from '../src/index.js';
import {
  accelSignal,
  eegSignal,
  gyroSignal,
  lineScanSignal,
  pressureSignal,
  type Signal,
  samplesOf,
  testCardSignal,
} from '../src/signals/index.js';
import { advance, countOf, nowNs, simulatedHost } from './simulated-host.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const truths: Record<string, { signal: Signal; rateHz: number }> = {
  eeg: { signal: eegSignal({ seed: 1, channels: 8, rateHz: 250 }), rateHz: 250 },
  accel: { signal: accelSignal({ seed: 1, rateHz: 100 }), rateHz: 100 },
  gyro: { signal: gyroSignal({ seed: 1, rateHz: 200 }), rateHz: 200 },
  field: { signal: pressureSignal({ seed: 1, width: 10, height: 10, rateHz: 30 }), rateHz: 30 },
  raster: { signal: lineScanSignal({ seed: 1, lineLength: 256 }), rateHz: 100 },
  video: { signal: testCardSignal({ seed: 1, width: 320, height: 240 }), rateHz: 15 },
};

describe('before a device is connected', () => {
  it('is a driver that can be asked for its streams before it is bound', () => {
    const driver = createDriver();
    expect(isDriver(driver)).toBe(true);
    expect(driver.deviceId).toBe('synthetic_eeg.01');
    expect(driver.supportedProviders).toEqual(['synthetic']);
    expect(driver.descriptors().map(({ streamId }) => streamId)).toEqual(['synthetic_eeg.01:eeg']);
    expect(driver.descriptors()).toEqual(driver.descriptors());
  });

  it('finds one device of each kind, each with an id of its own', () => {
    const { driver } = simulatedHost({ settings: { eegChannels: 16 } });
    const found = driver.search('synthetic').map((result) => new SearchResult(result));
    expect(found.map(({ extra }) => extra.kind)).toEqual(deviceKinds);
    expect(found.map(({ deviceId }) => deviceId)).toEqual([
      'synthetic_eeg.01',
      'synthetic_imu.01',
      'synthetic_field.01',
      'synthetic_raster.01',
      'synthetic_video.01',
    ]);
    expect(found[0]).toMatchObject({
      title: 'Synthetic EEG',
      subtitle: '16 channels at 250 Hz, with markers',
      identity: 'synthetic_eeg',
    });
  });

  it('finds as many of each kind as it is told, each with a name and samples of its own', () => {
    const settings = { devicesPerKind: 3, seed: 0xffffffff };
    const { driver } = simulatedHost({ settings });
    const found = driver.search('synthetic');
    expect(found).toHaveLength(3 * deviceKinds.length);
    for (const key of ['title', 'deviceId', 'identity'] as const) {
      expect(new Set(found.map((result) => result[key])).size).toBe(found.length);
    }
    expect(found.slice(0, 3)).toMatchObject([
      { title: 'Synthetic EEG', deviceId: 'synthetic_eeg.01', identity: 'synthetic_eeg' },
      { title: 'Synthetic EEG 2', deviceId: 'synthetic_eeg.02', extra: { kind: 'eeg', number: 2 } },
      { title: 'Synthetic EEG 3', deviceId: 'synthetic_eeg.03', extra: { kind: 'eeg', number: 3 } },
    ]);
    for (const [number, seed] of [
      [1, 0xffffffff],
      [2, 0],
      [3, 1],
    ] as const) {
      const host = simulatedHost({ settings });
      const [eeg] = host.driver.connectDevice(new SearchResult(found[number - 1]!)) ?? [];
      expect(eeg?.streamId).toBe(`synthetic_eeg.0${number}:eeg`);
      expect(eeg?.metadata).toMatchObject({ seed });
      expect(host.driver.displayName).toBe(found[number - 1]?.title);
      host.driver.startStreaming();
      advance(100);
      host.driver.stopStreaming();
      const [first] = host.framesOf('eeg');
      expect(first?.data.values).toEqual(
        samplesOf(eegSignal({ seed, channels: 8, rateHz: 250 }), 0, 10).values,
      );
    }
  });

  it('takes a search result without a number for the first of its kind', () => {
    const { driver } = simulatedHost();
    driver.connectDevice(new SearchResult({ title: 'an older result', extra: { kind: 'imu' } as const }));
    expect(driver.deviceId).toBe('synthetic_imu.01');
  });

  it('refuses a provider that it does not have', () => {
    expect(() => simulatedHost().driver.search('serial')).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PROVIDER', message: expect.stringContaining('"synthetic"') }),
    );
  });

  it('refuses to stream', () => {
    const { driver } = simulatedHost();
    expect(() => driver.startStreaming()).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }));
  });

  it.each([{ kind: 'teapot' }, { kind: 'eeg', number: 0 }])(
    'refuses a device that does not exist: %j',
    (extra) => {
      const { driver } = simulatedHost();
      const result = new SearchResult({ title: 'Teapot', extra });
      expect(() => driver.connectDevice(result as unknown as SearchResult<SyntheticExtra>)).toThrow(
        expect.objectContaining({
          code: 'UNKNOWN_DEVICE',
          message: expect.stringContaining(JSON.stringify(extra)),
        }),
      );
    },
  );

  it('refuses a second device, and takes it after the first is disconnected', () => {
    const { connect, driver } = simulatedHost();
    connect('eeg');
    expect(() => connect('imu')).toThrow(expect.objectContaining({ code: 'ALREADY_CONNECTED' }));
    driver.disconnectDevice();
    expect(connect('imu').map(({ streamKey }) => streamKey)).toEqual(['accel', 'gyro']);
    expect(driver.deviceId).toBe('synthetic_imu.01');
    expect(driver.displayName).toBe('Synthetic IMU');
  });
});

describe.each(deviceKinds)('the device "%s"', (kind) => {
  it('sends exactly the samples of its generators, exactly on time', () => {
    const host = simulatedHost();
    const streams = host.connect(kind);
    expect(host.driver.descriptors()).toEqual(streams);
    advance(500);
    const startNs = nowNs();
    host.driver.startStreaming();
    const runMs = kind === 'video' ? 5_001 : 61_003;
    advance(runMs);
    host.driver.stopStreaming();
    for (const { streamKey, nominalSampleRateHz } of streams) {
      const { signal, rateHz } = truths[streamKey]!;
      expect(nominalSampleRateHz).toBe(rateHz);
      let next = 0;
      for (const [index, { data, seq, timestampNs, deviceTimeNs }] of host.framesOf(streamKey).entries()) {
        const count = data.shape[1]!;
        const truth = samplesOf(signal, next, count);
        expect(data.shape).toEqual(truth.shape);
        // Buffers compare fast, whatever their size.
        expect(Buffer.compare(Buffer.from(data.values.buffer), Buffer.from(truth.values.buffer))).toBe(0);
        expect(seq).toBe(index);
        const offsetNs = (BigInt(next) * 1_000_000_000n) / BigInt(rateHz);
        expect(timestampNs).toBe(startNs + offsetNs);
        expect(deviceTimeNs).toBe(500_000_000n + offsetNs);
        next += count;
      }
      expect(next).toBe(Math.floor((runMs * rateHz) / 1_000) + 1);
    }
  });

  it('goes on with later numbers and times, at the very instant of the stop too', () => {
    const host = simulatedHost();
    const [stream] = host.connect(kind);
    const key = stream!.streamKey;
    const firstFrames: number[] = [];
    for (const pauseMs of [2_000, 0, 0]) {
      firstFrames.push(host.framesOf(key).length);
      host.driver.startStreaming();
      // Every stream takes a sample at the very instant of the stop, which is that of the next start too.
      advance(400);
      host.driver.stopStreaming();
      advance(pauseMs);
    }
    const frames = host.framesOf(key);
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, index) => index));
    const { signal, rateHz } = truths[key]!;
    for (const [index, frame] of frames.slice(1).entries()) {
      const last = BigInt(Math.floor(((countOf(frames[index]!) - 1) * 1e9) / rateHz));
      expect(frame.timestampNs).toBeGreaterThan(frames[index]!.timestampNs + last);
      expect(frame.deviceTimeNs!).toBeGreaterThan(frames[index]!.deviceTimeNs! + last);
    }
    // Each start begins with sample 0 again.
    for (const index of firstFrames) {
      const { data } = frames[index]!;
      expect(data.values).toEqual(samplesOf(signal, 0, data.shape[1]!).values);
    }
  });
});

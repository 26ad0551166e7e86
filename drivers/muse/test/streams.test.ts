/** Every value against what the simulated headband measured. */
import { type MuseOptions, museEeg, museMotion, musePeripheral, musePpg } from '@modlink/simulators';
import { type BlePeripheral, noisy, truncated } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import '@modlink/testkit/vitest';
import type { MuseSettings } from '../src/index.js';
import { MuseStage } from './stage.js';

let stage: MuseStage;
afterEach(() => stage.close());

async function stream(ms: number, options: MuseOptions = {}, settings: MuseSettings = {}) {
  stage = new MuseStage([musePeripheral(options)], settings);
  await stage.stream(ms);
  return stage.recorder;
}
const microvolts = (electrode: number, count: number) =>
  Array.from({ length: count }, (_, index) => (museEeg(electrode, index) - 2048) * 0.48828125);
const lostOf = (streamKey: string) =>
  stage.recorder.framesOf(streamKey).reduce((sum, { lost }) => sum + lost, 0);

describe('a Muse 2', () => {
  it('gives microvolts of four electrodes', async () => {
    const recorder = await stream(3000);
    const count = recorder.framesOf('eeg').length * 12;
    expect(count).toBe(64 * 12);
    expect(recorder).toEmitSamples(
      'eeg',
      [0, 1, 2, 3].map((electrode) => microvolts(electrode, count)),
    );
    expect(recorder).toHaveNoGaps('eeg');
  });

  it('gives the AUX electrode when it is wanted', async () => {
    const recorder = await stream(1000, {}, { aux: true });
    const descriptor = recorder.streams.find(({ streamKey }) => streamKey === 'eeg');
    expect(descriptor?.channelNames).toEqual(['TP9', 'AF7', 'AF8', 'TP10', 'AUX']);
    const count = recorder.framesOf('eeg').length * 12;
    expect(recorder).toEmitSamples(
      'eeg',
      [0, 1, 2, 3, 4].map((electrode) => microvolts(electrode, count)),
    );
  });

  it('gives m/s^2 and rad/s', async () => {
    const recorder = await stream(3000);
    for (const [sensor, scale] of [
      ['accel', 9.80665 / 16_384],
      ['gyro', ((245 / 32_768) * Math.PI) / 180],
    ] as const) {
      const count = recorder.framesOf(sensor).length * 3;
      expect(count).toBe(52 * 3);
      const truth = [0, 1, 2].map((axis) =>
        Array.from({ length: count }, (_, index) => (museMotion(sensor, index)[axis] ?? 0) * scale),
      );
      expect(recorder).toEmitSamples(sensor, truth, { tolerance: 1e-5 });
      expect(recorder).toHaveNoGaps(sensor);
    }
  });

  it('gives the light of three channels', async () => {
    const recorder = await stream(3000);
    const count = recorder.framesOf('ppg').length * 6;
    expect(count).toBe(32 * 6);
    const truth = [0, 1, 2].map((channel) =>
      Array.from({ length: count }, (_, index) => musePpg(channel, index)),
    );
    expect(recorder).toEmitSamples('ppg', truth);
    expect(recorder).toHaveNoGaps('ppg');
  });

  it('gives the battery at the start and with each telemetry, and tells when it is low', async () => {
    await stream(3500, { batteryPercent: 17, telemetryIntervalMs: 1000 });
    expect(stage.channels('battery')).toEqual([[17, 17, 16, 15]]);
    expect(stage.channels('telemetry')[1]).toEqual([27, 27, 27]);
    expect(stage.channels('telemetry')[0]?.[0]).toBeCloseTo(3960, 3);
    expect(stage.recorder.reports).toEqual([
      { level: 'warning', message: 'The battery of the headband is at 15 %. Charge it.' },
    ]);
  });

  it('gives the strength of its signal', async () => {
    await stream(11_000, { rssiDbm: -71 });
    expect(stage.channels('rssi')).toEqual([[-71, -71, -71]]);
  });

  it('measures only what is wanted', async () => {
    const recorder = await stream(1000, {}, { measurements: ['gyro'], rssi: false });
    expect(recorder.streams.map(({ streamKey }) => streamKey)).toEqual(['gyro', 'battery', 'telemetry']);
    expect(new Set(recorder.frames.map(({ streamKey }) => streamKey))).toEqual(new Set(['gyro', 'battery']));
  });

  it('counts on where the number of the packets begins anew', async () => {
    const recorder = await stream(2000, { firstSequence: 65_530 });
    expect(recorder.framesOf('eeg').length).toBe(42);
    for (const key of ['eeg', 'accel', 'gyro', 'ppg']) expect(recorder).toHaveNoGaps(key);
  });

  it('streams on after a stop, from its beginning and without a loss', async () => {
    const recorder = await stream(1000);
    const before = recorder.framesOf('eeg').length;
    await stage.done(stage.recorder.start());
    await stage.clock.advance(1000);
    await stage.done(stage.recorder.stop());
    const again = recorder.framesOf('eeg').slice(before);
    expect(again.length).toBe(before);
    expect(lostOf('eeg')).toBe(0);
    expect([...(again[0]?.data.values.slice(0, 12) ?? [])]).toEqual(microvolts(0, 12));
  });
});

describe('a Muse 2016', () => {
  it('has no light', async () => {
    const recorder = await stream(1000, { model: 'muse-2016' });
    expect(recorder.streams.map(({ streamKey }) => streamKey)).not.toContain('ppg');
    expect(recorder.framesOf('eeg').length).toBeGreaterThan(10);
  });
});

/** A headband that halts 400 ms after it was told to, while it streams; and that may be left running. */
function sluggish({ isRunning }: { readonly isRunning: boolean }): BlePeripheral {
  const headband = musePeripheral();
  return {
    ...headband,
    connect(line) {
      const reactions = headband.connect?.(line) ?? {};
      const [control = ''] = Object.keys(reactions);
      const obey = (bytes: Uint8Array) => reactions[control]?.onWrite?.(bytes);
      let hasBegun = isRunning;
      if (isRunning) obey(Uint8Array.of(2, 'd'.charCodeAt(0), 0x0a));
      const onWrite = (bytes: Uint8Array) => {
        if (bytes[1] === 'h'.charCodeAt(0) && hasBegun) line.after(400, () => obey(bytes));
        else obey(bytes);
        hasBegun ||= bytes[1] === 'd'.charCodeAt(0);
      };
      return { ...reactions, [control]: { onWrite } };
    },
  };
}

/** Subscriptions begin and end 100 ms late, one by one. */
function slowDown({ ble }: MuseStage): void {
  const aWhile = () => new Promise((resolve) => setTimeout(resolve, 100));
  const connect = ble.connect.bind(ble);
  ble.connect = async (options) => {
    const connection = await connect(options);
    const subscribe = connection.subscribe.bind(connection);
    connection.subscribe = async (characteristic, listener) => {
      const unsubscribe = await subscribe(characteristic, listener);
      await aWhile();
      return async () => {
        await unsubscribe();
        await aWhile();
      };
    };
    return connection;
  };
}

describe('what is lost', () => {
  it('of one electrode is not a number, and the others stay', async () => {
    const dropped = (of: string, packet: number) => of === 'AF8' && packet === 5;
    const recorder = await stream(1000, { dropped });
    const channels = stage.channels('eeg');
    const count = channels[0]?.length ?? 0;
    for (const electrode of [0, 1, 3]) expect(channels[electrode]).toEqual(microvolts(electrode, count));
    const truth = microvolts(2, count).fill(Number.NaN, 60, 72);
    expect(channels[2]).toEqual(truth);
    expect(recorder).toHaveNoGaps('eeg');
  });

  it('of the last electrode at the end is not a number, either', async () => {
    const dropped = (of: string, packet: number) => of === 'TP10' && packet === 20;
    await stream(1000, { dropped });
    const [first = [], , , last = []] = stage.channels('eeg');
    expect(first).toEqual(microvolts(0, 252));
    expect(last.slice(240)).toEqual(Array(12).fill(Number.NaN));
  });

  it('is nothing at the end, although subscriptions end one by one while packets are on their way', async () => {
    // Only what halts a headband that streams is late.
    stage = new MuseStage([sluggish({ isRunning: false })]);
    slowDown(stage);
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    await stage.clock.advance(2000);
    await stage.done(stage.recorder.stop());
    const frames = stage.recorder.framesOf('eeg');
    expect(frames.length).toBeGreaterThan(20);
    expect(frames.filter(({ data }) => Array.from(data.values, Number).some(Number.isNaN))).toEqual([]);
  });

  it('is nothing at the beginning, although the headband was left running', async () => {
    stage = new MuseStage([sluggish({ isRunning: true })]);
    slowDown(stage);
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    await stage.clock.advance(2000);
    const recorder = stage.recorder;
    const count = recorder.framesOf('eeg').length * 12;
    expect(count).toBeGreaterThan(240);
    expect(recorder).toEmitSamples(
      'eeg',
      [0, 1, 2, 3].map((electrode) => microvolts(electrode, count)),
    );
    for (const key of ['eeg', 'accel', 'gyro', 'ppg']) expect(recorder).toHaveNoGaps(key);
  });

  it('of all electrodes is counted', async () => {
    const dropped = (of: string, packet: number) => !/accel|ppg/.test(of) && [7, 8].includes(packet);
    const recorder = await stream(2000, { dropped });
    const truth = microvolts(0, 42 * 12).filter((_, index) => index < 84 || index >= 108);
    expect(stage.channels('eeg')[0]).toEqual(truth);
    expect(recorder.framesOf('eeg')[7]?.lost).toBe(24);
    expect(lostOf('eeg')).toBe(24);
    expect(lostOf('gyro')).toBe(6);
    expect(lostOf('accel')).toBe(0);
  });

  it('of the light is counted by itself', async () => {
    await stream(2000, { dropped: (of, packet) => of.startsWith('ppg') && packet === 3 });
    expect(lostOf('ppg')).toBe(6);
    expect(lostOf('eeg')).toBe(0);
  });
});

describe('a bad connection', () => {
  it('gives nothing that is cut short, and the user is told', async () => {
    stage = new MuseStage([musePeripheral()]);
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    stage.ble.distort(truncated(50));
    await stage.clock.advance(5000);
    expect(stage.recorder.reports[0]).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^Could not read 1 packets\. The last one: [0-9a-f]{20}$/),
    });
    expect(stage.recorder.framesOf('eeg').length).toBeGreaterThan(90);
  });

  it('that flips bits stops nothing', async () => {
    stage = new MuseStage([musePeripheral()]);
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    stage.ble.distort(noisy(10));
    await stage.clock.advance(5000);
    stage.ble.distort((bytes) => [bytes]);
    const before = stage.recorder.framesOf('eeg').length;
    await stage.clock.advance(2000);
    expect(stage.recorder.framesOf('eeg').length).toBeGreaterThan(before + 40);
  });
});

import {
  type PolarMeasurement,
  type PolarOptions,
  polarPeripheral,
  polarPpi,
  polarSample,
} from '@modlink/simulators';
import { sampleCount } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import type { BleSensorSettings } from '../src/index.js';
import { SensorStage } from './recorder.js';
import '@modlink/testkit/vitest';

/** A count of each measurement in the unit of its stream: formulas of the README, apart from the driver's code. */
const units = {
  ecg: (count: number) => count,
  ppg: (count: number) => count,
  milliG: (count: number) => (count / 1000) * 9.80665,
  counts4096: (count: number) => (count / 4096) * 9.80665,
  gyro: (count: number) => (count * 0.0625 * Math.PI) / 180,
  mag: (count: number) => (count / 1024) * 100,
};

let stage: SensorStage;
afterEach(() => stage.close());

async function stream(options: PolarOptions, settings: BleSensorSettings = {}, ms = 10_000) {
  stage = new SensorStage([polarPeripheral(options)], settings);
  await stage.stream(ms);
}

/** What arrived is what the sensor measured, from its first sample on. */
function expectTruth(
  streamKey: Exclude<PolarMeasurement, 'ppi'>,
  rateHz: number,
  toUnit: (count: number) => number,
  seed = 1,
) {
  const received = stage.channels(streamKey);
  const count = received[0]?.length ?? 0;
  expect(count).toBeGreaterThan(rateHz * 8);
  const truth = Array.from({ length: count }, (_, index) => polarSample(streamKey, index, seed).map(toUnit));
  expect(stage.recorder).toEmitSamples(
    streamKey,
    received.map((_, channel) => truth.map((sample) => Math.fround(sample[channel] ?? Number.NaN))),
    { tolerance: 1e-4 },
  );
  expect(stage.recorder).toHaveNoGaps(streamKey);
  const descriptor = stage.recorder.streams.find((each) => each.streamKey === streamKey);
  expect(descriptor?.nominalSampleRateHz).toBe(rateHz);
}

describe('a Polar H10', () => {
  it('gives ECG, acceleration and heart rate', async () => {
    await stream({ model: 'h10' });
    expectTruth('ecg', 130, units.ecg);
    expectTruth('accel', 50, units.milliG);
    expect(stage.recorder.framesOf('heart_rate')).toHaveLength(10);
    expect(stage.recorder.streams.map(({ streamKey }) => streamKey)).not.toContain('ppg');
  });

  it('samples at the rate and range that are nearest to the settings', async () => {
    const commands: string[] = [];
    const onCommand = (bytes: Uint8Array) => commands.push(Buffer.from(bytes).toString('hex'));
    await stream({ model: 'h10', onCommand }, { accelRateHz: 180, accelRangeG: 3 });
    expectTruth('accel', 200, units.milliG);
    // As the public captures of start commands have them.
    expect(commands).toContain('02000001820001010e00');
    expect(commands).toContain('02020001c8000101100002010400');
    expect(commands.slice(-2)).toEqual(['0300', '0302']);
  });

  it('gives the device time of the first sample of each frame', async () => {
    await stream({ model: 'h10' }, { measurements: ['ecg'] });
    const frames = stage.recorder.framesOf('ecg');
    const periodNs = 1e9 / 130;
    for (const [index, frame] of frames.entries()) {
      const first = 73 * index;
      expect(sampleCount(frame)).toBe(73);
      const truthNs = 599_616_000_000_000_000n + BigInt(Math.round((first + 1) * periodNs));
      expect(Math.abs(Number((frame.deviceTimeNs ?? 0n) - truthNs))).toBeLessThan(10);
    }
  });

  it('counts samples of frames that were lost on the way', async () => {
    const dropped = (measurement: PolarMeasurement, frame: number) =>
      measurement === 'ecg'
        ? frame === 4 || frame === 9 || frame === 10
        : measurement === 'accel' && frame === 3;
    await stream({ model: 'h10', dropped });
    expect(stage.recorder.framesOf('ecg').map(({ lost }) => lost)).toEqual([
      ...[0, 0, 0, 0, 73, 0, 0, 0, 146],
      ...stage.recorder
        .framesOf('ecg')
        .slice(9)
        .map(() => 0),
    ]);
    expect(
      stage.recorder
        .framesOf('accel')
        .map(({ lost }) => lost)
        .filter((lost) => lost > 0),
    ).toEqual([36]);
  });

  it('begins anew after a stop, without a false loss', async () => {
    await stream({ model: 'h10' });
    await stage.clock.advance(5000);
    const before = stage.recorder.framesOf('ecg').length;
    await stage.done(stage.recorder.start());
    await stage.clock.advance(3000);
    await stage.done(stage.recorder.stop());
    const frames = stage.recorder.framesOf('ecg');
    expect(frames.length).toBeGreaterThan(before + 3);
    expect(frames.every(({ lost }) => lost === 0)).toBe(true);
  });

  it('is started anew where a program before left it running', async () => {
    await stream({ model: 'h10', running: ['ecg'] });
    expectTruth('ecg', 130, units.ecg);
  });
});

describe('a Polar OH1', () => {
  it('gives PPG at its true rate, and acceleration', async () => {
    await stream({ model: 'oh1' });
    expectTruth('ppg', 135, units.ppg);
    expectTruth('accel', 50, units.milliG);
  });

  it('gives pulse-to-pulse intervals where they are wanted', async () => {
    await stream({ model: 'oh1' }, { measurements: ['ppi'] }, 20_500);
    const truth = Array.from({ length: 24 }, (_, index) => polarPpi(index));
    expect(stage.recorder).toEmitSamples('ppi', [
      truth.map(({ intervalMs }) => intervalMs),
      truth.map(({ errorMs }) => errorMs),
      truth.map(({ blocked }) => Number(blocked)),
      truth.map(({ contact }) => Number(contact)),
      truth.map(({ heartRateBpm }) => heartRateBpm),
    ]);
    const frames = stage.recorder.framesOf('ppi');
    for (const index of [1, 2, 3, 4, 5]) {
      const sinceMs =
        Number((frames[index]?.timestampNs ?? 0n) - (frames[index - 1]?.timestampNs ?? 0n)) / 1e6;
      expect(sinceMs).toBe(truth[index]?.intervalMs);
    }
    expect(stage.recorder).toHaveNoGaps('ppi');
  });
});

describe('a Polar Verity Sense', () => {
  it('gives everything that its compressed frames hold', async () => {
    await stream({ model: 'verity-sense' }, { magRateHz: 100 });
    expectTruth('accel', 52, units.counts4096);
    expectTruth('gyro', 52, units.gyro);
    expectTruth('mag', 100, units.mag);
    expectTruth('ppg', 55, units.ppg);
    const metadata = stage.recorder.streams.map(({ streamKey, metadata: { unit, range } }) => [
      streamKey,
      unit,
      range,
    ]);
    expect(metadata).toEqual(
      expect.arrayContaining([
        ['accel', 'm/s^2', 8],
        ['gyro', 'rad/s', 2000],
        ['mag', 'uT', 50],
        ['ppg', '', undefined],
      ]),
    );
  });

  it('has maker, model and firmware among the metadata of its streams', async () => {
    await stream({ model: 'verity-sense' }, {}, 1000);
    for (const { metadata } of stage.recorder.streams) {
      expect(metadata).toMatchObject({ manufacturer: 'Polar Electro Oy', model: 'Sense', firmware: '3.1.1' });
    }
  });

  it('measures only what the settings want', async () => {
    await stream({ model: 'verity-sense' }, { measurements: ['gyro'], rssi: false }, 3000);
    expect(stage.recorder.streams.map(({ streamKey }) => streamKey)).toEqual(['gyro', 'battery']);
    expect(stage.channels('gyro')[0]?.length).toBe(150);
  });
});

describe('a Polar sensor that does not do what it is told', () => {
  const connect = async (options: Partial<PolarOptions>, settings: BleSensorSettings = {}) => {
    stage = new SensorStage([polarPeripheral({ model: 'verity-sense', ...options })], settings);
    await stage.done(stage.recorder.connect('ble'));
  };

  it('fails the start with what it said, and stops what was started', async () => {
    const commands: string[] = [];
    const onCommand = (bytes: Uint8Array) => commands.push(Buffer.from(bytes.subarray(0, 2)).toString('hex'));
    await connect({ refuses: { gyro: 13 }, onCommand });
    await expect(stage.done(stage.recorder.start())).rejects.toMatchObject({
      code: 'COMMAND_REFUSED',
      message: expect.stringMatching(/"start gyro": device in the charger/),
    });
    const started = commands.filter((command) => command.startsWith('02') && command !== '0205');
    expect(started.length).toBeGreaterThan(0);
    expect(commands.filter((command) => command.startsWith('03'))).toEqual(
      started.map((command) => command.replace('02', '03')),
    );
    const before = stage.recorder.frames.length;
    await stage.clock.advance(3000);
    expect(stage.recorder.frames).toHaveLength(before);
  });

  it('fails the connection when it does not answer', async () => {
    stage = new SensorStage([polarPeripheral({ model: 'h10' })], { replyTimeoutMs: 500 });
    stage.ble.distort(() => []);
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringContaining('"settings ecg" within 500 ms'),
    });
    expect(stage.ble.openDevices).toEqual([]);
    expect(stage.clock.pendingTimers).toBe(0);
  });

  it('is let go of when the call is given up while it does not answer', async () => {
    stage = new SensorStage([polarPeripheral({ model: 'h10' })]);
    stage.ble.distort(() => []);
    const controller = new AbortController();
    const [result] = await stage.done(stage.recorder.search('ble'));
    const connecting = stage.recorder.connect(result!, controller.signal);
    connecting.catch(() => {});
    await stage.clock.advance(100);
    controller.abort(new Error('given up'));
    await expect(stage.done(connecting)).rejects.toThrow('given up');
    expect(stage.ble.openDevices).toEqual([]);
  });

  it('says once in a while that frames cannot be read, and goes on', async () => {
    stage = new SensorStage([polarPeripheral({ model: 'verity-sense' })], { measurements: ['accel'] });
    await stage.done(stage.recorder.connect('ble'));
    await stage.done(stage.recorder.start());
    stage.ble.distort((bytes, index) => [index % 3 === 2 ? bytes.subarray(0, bytes.length - 2) : bytes]);
    await stage.clock.advance(9000);
    expect(stage.recorder.reports).toEqual([
      { level: 'warning', message: expect.stringContaining('frames of measurement data') },
    ]);
    const lost = stage.recorder.framesOf('accel').reduce((sum, frame) => sum + frame.lost, 0);
    const received = stage.channels('accel')[0]?.length ?? 0;
    expect(lost).toBeGreaterThan(0);
    expect((lost + received) % 50).toBe(0);
  });
});

describe('two identical Polar sensors', () => {
  it('are two devices with their own values', async () => {
    const sensors = [1, 2].map((seed) =>
      polarPeripheral({
        model: 'h10',
        seed,
        id: `c0:ff:ee:00:fb:0${seed}`,
        name: `Polar H10 0000000${seed}`,
      }),
    );
    stage = new SensorStage(sensors);
    const found = await stage.done(stage.recorder.search('ble'));
    expect(found.map(({ title, identity }) => [title, identity])).toEqual([
      ['Polar H10 00000001', 'ble:c0:ff:ee:00:fb:01'],
      ['Polar H10 00000002', 'ble:c0:ff:ee:00:fb:02'],
    ]);
    const second = stage.another();
    await stage.done(stage.recorder.connect(found[0]!));
    await stage.done(second.connect(found[1]!));
    await stage.done(stage.recorder.start());
    await stage.done(second.start());
    await stage.clock.advance(10_000);
    await stage.done(stage.recorder.stop());
    await stage.done(second.stop());
    expectTruth('ecg', 130, units.ecg, 1);
    const one = stage.channels('ecg')[0];
    const [other] = stage.channels('ecg', second);
    expect(other).toEqual(other?.map((_, index) => polarSample('ecg', index, 2)[0]));
    expect(other?.length).toBe(one?.length);
    expect(other).not.toEqual(one);
    await stage.done(second.disconnect());
  });
});

/** What goes in as motion comes out as m/s^2 and rad/s, at the right time, for each family and each way to connect it. */
import {
  DualSenseSimulator,
  DualShock4Simulator,
  HidSensorSimulator,
  type HidSimulator,
  lyingStill,
  type MotionAt,
  SwitchSimulator,
  type SwitchSimulatorOptions,
  swung,
} from '@modlink/simulators/hid';
import { dropped, noisy } from '@modlink/testkit';
import { describe, expect, it } from 'vitest';
import type { HidImuSettings } from '../src/index.js';
import { expectMotion, lostOf, samplesOf } from './motion.js';
import { Bench, plugIn } from './plugged-in.js';

/** Half a step of the converter, and a little for float32: about 8192 counts per g and 16 per degree/s. */
const playStation = { accelTolerance: 0.00065, gyroTolerance: 0.0006, rateHz: 250 };
/** About 4096 counts per g and 14 per degree/s. */
const nintendo = { accelTolerance: 0.0013, gyroTolerance: 0.00065, rateHz: 200 };

const usbAndBluetooth = ['usb', 'bluetooth'] as const;

describe.each(usbAndBluetooth)('a DualSense over %s', (connection) => {
  it('emits what it feels, in units, over the wrap of its clock', async () => {
    // The clock of 32 bits begins again half a second after the simulation began.
    const firstTicks = 2 ** 32 - 1_500_000;
    using bench = new Bench([
      plugIn(new DualSenseSimulator({ motion: swung, connection, firstTicks, firstCounter: 200 })),
    ]);
    const [accel, gyro, battery] = await bench.connect();
    expect(accel).toMatchObject({ nominalSampleRateHz: 250, chunkSize: 8, channelNames: ['x', 'y', 'z'] });
    expect(accel?.metadata).toEqual({
      unit: 'm/s^2',
      device: 'DualSense',
      connection,
      calibration: 'factory',
    });
    expect(gyro?.metadata.unit).toBe('rad/s');
    expect(battery).toMatchObject({ nominalSampleRateHz: 'irregular', metadata: { unit: '%' } });
    await bench.recorder.start();
    await bench.clock.advance(2_000);
    const { frames } = bench.recorder;
    expect(frames.at(-1)?.deviceTimeNs).toBeGreaterThan((2n ** 32n * 1_000_000_000n) / 3_000_000n);
    expectMotion(frames, { ...playStation, motion: swung, startNs: (firstTicks / 3_000_000) * 1e9 });
    expect(bench.recorder).toHaveNoGaps();
    expect(bench.warnings).toEqual([]);
  });
});

describe.each(usbAndBluetooth)('a DualShock 4 over %s', (connection) => {
  it('emits what it feels, in units, over many wraps of its clock', async () => {
    using bench = new Bench([plugIn(new DualShock4Simulator({ motion: swung, connection }))]);
    await bench.stream(3_000);
    const { frames } = bench.recorder;
    expectMotion(frames, { ...playStation, motion: swung });
    expect(frames.at(-1)?.deviceTimeNs).toBeGreaterThan(3_000_000_000n);
    expect(bench.recorder).toHaveNoGaps();
  });
});

describe('a Joy-Con or Pro Controller', () => {
  const stream = async (options: Partial<SwitchSimulatorOptions> = {}, settings: HidImuSettings = {}) => {
    const bench = new Bench([plugIn(new SwitchSimulator({ motion: swung, ...options }))], settings);
    await bench.stream(3_000);
    return bench;
  };

  it.each([
    ['Joy-Con (L)', 'bluetooth'],
    ['Joy-Con (R)', 'bluetooth'],
    ['Pro Controller', 'bluetooth'],
    ['Pro Controller', 'usb'],
  ] as const)('(%s over %s) emits what it feels, over the wrap of its timer', async (model, connection) => {
    using bench = await stream({ model, connection, firstTimer: 100 });
    const [accel] = bench.recorder.streams;
    expect(accel).toMatchObject({ nominalSampleRateHz: 200, chunkSize: 6 });
    expectMotion(bench.recorder.frames, { ...nintendo, motion: swung, startNs: 100 * 5e6 });
    expect(bench.recorder).toHaveNoGaps();
  });

  it("takes the user's calibration before the maker's", async () => {
    const axis = { accelOrigin: 400, gyroOrigin: 90 };
    const userAxes = [axis, axis, axis] as const;
    using bench = await stream({ userAxes });
    expect(bench.recorder.streams[0]?.metadata.calibration).toBe('user');
    expectMotion(bench.recorder.frames, { ...nintendo, motion: swung });
    bench[Symbol.dispose]();
    using maker = await stream({ userAxes, motion: lyingStill }, { switchUserCalibration: false });
    expect(maker.recorder.streams[0]?.metadata.calibration).toBe('factory');
    // The offset of the gyroscope that the maker did not know of, 90 - 14 counts of 70 millidegree/s, stays.
    const [still] = samplesOf(maker.recorder.frames, 'gyro');
    expect(still?.values[0]).toBeCloseTo((76 * 0.07 * Math.PI) / 180, 3);
  });

  it('scales the gyroscope as the setting says', async () => {
    using bench = await stream({}, { switchGyroScale: 61 });
    const slower: MotionAt = (timeS) => {
      const { accel, gyro } = swung(timeS);
      const scaled = gyro.map((value) => (value * 816) / 936);
      return { accel, gyro: scaled as [number, number, number] };
    };
    expectMotion(bench.recorder.frames, { ...nintendo, motion: slower });
  });

  it('turns the samples of a report round where the setting says so', async () => {
    using bench = await stream({}, { switchSampleOrder: 'newest-first' });
    const samples = samplesOf(bench.recorder.frames, 'gyro', 200);
    const [first, , third] = samples;
    const timeS = Number(first?.deviceTimeNs ?? 0n) / 1e9;
    expect(first?.values[0]).toBeCloseTo(swung(timeS + 0.01).gyro[0], 2);
    expect(third?.values[0]).toBeCloseTo(swung(timeS).gyro[0], 2);
  });
});

describe('HID sensors', () => {
  // The gyroscope's x tells the time, in steps of 0.01 degree.
  const ramp: MotionAt = (timeS) => ({ accel: [timeS, -timeS, 9.8], gyro: [timeS / 10, -timeS / 10, 0.5] });

  it('are switched on, and emit what they feel at the interval that was asked for', async () => {
    using bench = new Bench([plugIn(new HidSensorSimulator({ motion: ramp }))], { hidSensorIntervalMs: 20 });
    await bench.stream(4_000);
    const { streams, frames } = bench.recorder;
    expect(streams.map(({ streamKey }) => streamKey)).toEqual(['accel', 'gyro']);
    expect(streams[0]).toMatchObject({ nominalSampleRateHz: 50, chunkSize: 2 });
    const accel = samplesOf(frames, 'accel');
    const gyro = samplesOf(frames, 'gyro');
    expect(accel.length).toBeGreaterThanOrEqual(190);
    for (const [index, { values }] of accel.entries()) {
      const timeS = (gyro[index]?.values[0] ?? Number.NaN) * 10;
      expect(values[0]).toBeCloseTo(timeS, 1);
      expect(values[1]).toBeCloseTo(-timeS, 1);
      expect(values[2]).toBeCloseTo(9.8, 2);
      expect(gyro[index]?.values[2]).toBeCloseTo(0.5, 3);
    }
    const first = (gyro[0]?.values[0] ?? 0) * 10;
    expect((gyro[100]?.values[0] ?? 0) * 10 - first).toBeCloseTo(2, 2);
  });

  it('that tell no interval are taken as they come', async () => {
    const simulator = new HidSensorSimulator({ motion: ramp, isControlled: false, intervalMs: 30 });
    using bench = new Bench([plugIn(simulator)]);
    await bench.stream(1_000);
    expect(bench.recorder.streams[0]).toMatchObject({ nominalSampleRateHz: 'irregular', chunkSize: 1 });
    expect(samplesOf(bench.recorder.frames, 'accel').length).toBeGreaterThanOrEqual(32);
  });

  it('are left as they were found', async () => {
    const simulator = new HidSensorSimulator({ motion: ramp });
    const before = Uint8Array.from(simulator.featureReport(1) ?? []);
    using bench = new Bench([plugIn(simulator)]);
    await bench.stream(100);
    expect(simulator.featureReport(1)).not.toEqual(Buffer.from(before));
    await bench.recorder.disconnect();
    expect(simulator.featureReport(1)).toEqual(Buffer.from(before));
  });
});

describe('what the link loses', () => {
  const devices: Record<string, () => HidSimulator> = {
    'DualSense, by its counter': () => new DualSenseSimulator({ motion: swung }),
    'DualShock 4, by its counter': () => new DualShock4Simulator({ motion: swung }),
    'Joy-Con, by its timer': () => new SwitchSimulator({ motion: swung }),
  };

  it.each(Object.entries(devices))('is counted (%s)', async (_name, make) => {
    using bench = new Bench([plugIn(make())]);
    await bench.connect();
    await bench.recorder.start();
    await bench.clock.advance(1_000);
    bench.hid.distort(dropped(7));
    await bench.clock.advance(5_000);
    bench.hid.distort((report) => [report]);
    await bench.clock.advance(1_000);
    await bench.recorder.stop();
    const { frames, streams } = bench.recorder;
    const rateHz = Number(streams[0]?.nominalSampleRateHz);
    const lost = lostOf(frames, 'accel');
    const came = samplesOf(frames, 'accel', rateHz).length;
    expect(Math.abs(lost - (5 * rateHz) / 7)).toBeLessThanOrEqual(6);
    expect(Math.abs(lost + came - 7 * rateHz)).toBeLessThanOrEqual(3);
    expect(bench.warnings[0]).toMatch(/loses data: \d+ samples missing, 0 reports damaged/);
    // At the beginning, and then every 10 s at most.
    expect(bench.warnings).toHaveLength(1);
    const truth = rateHz === 250 ? playStation : nintendo;
    expectMotion(frames, { ...truth, motion: swung });
  });

  it.each(Object.entries(devices))('is counted over silence, too (%s)', async (_name, make) => {
    using bench = new Bench([plugIn(make())]);
    await bench.stream(1_000);
    bench.hid.distort(dropped(1));
    await bench.clock.advance(4_500);
    bench.hid.distort((report) => [report]);
    await bench.clock.advance(1_000);
    const rateHz = Number(bench.recorder.streams[0]?.nominalSampleRateHz);
    expect(Math.abs(lostOf(bench.recorder.frames, 'gyro') - 4.5 * rateHz)).toBeLessThanOrEqual(3);
    expectMotion(bench.recorder.frames, {
      ...(rateHz === 250 ? playStation : nintendo),
      motion: swung,
    });
  });

  it('does not get through damaged over Bluetooth, and is counted', async () => {
    using bench = new Bench([plugIn(new DualSenseSimulator({ motion: swung, connection: 'bluetooth' }))]);
    await bench.connect();
    bench.hid.distort(noisy(10));
    await bench.recorder.start();
    await bench.clock.advance(4_000);
    bench.hid.distort((report) => [report]);
    await bench.clock.advance(100);
    expectMotion(bench.recorder.frames, { ...playStation, motion: swung });
    expect(Math.abs(lostOf(bench.recorder.frames, 'accel') - 100)).toBeLessThanOrEqual(1);
    expect(bench.warnings[0]).toMatch(/loses data: 0 samples missing, 1 reports damaged/);
  });

  it('is not made up where a report comes twice', async () => {
    using bench = new Bench([plugIn(new DualShock4Simulator({ motion: swung }))]);
    await bench.connect();
    bench.hid.distort((report) => [report, report]);
    await bench.recorder.start();
    await bench.clock.advance(2_000);
    expect(samplesOf(bench.recorder.frames, 'accel').length).toBeLessThanOrEqual(500);
    expect(bench.recorder).toHaveNoGaps();
    expectMotion(bench.recorder.frames, { ...playStation, motion: swung });
  });
});

describe('garbage', () => {
  const devices: Record<string, () => HidSimulator> = {
    DualSense: () => new DualSenseSimulator({ motion: swung, connection: 'bluetooth' }),
    'DualShock 4': () => new DualShock4Simulator({ motion: swung }),
    'Joy-Con': () => new SwitchSimulator({ motion: swung }),
    'HID sensors': () => new HidSensorSimulator({ motion: swung }),
  };

  it.each(Object.entries(devices))('is survived by a driver that streams (%s)', async (_name, make) => {
    using bench = new Bench([plugIn(make())]);
    await bench.stream(500);
    // Every length, with all beginnings that mean something, and bytes that change from report to report.
    bench.hid.distort((report, index) => [
      report,
      report.subarray(0, index % (report.length + 1)),
      Uint8Array.from({ length: index % 200 }, (_, at) =>
        at === 0 ? (report[0] ?? 0) : (at * index * 7919) >> 3,
      ),
      Uint8Array.from({ length: index % 90 }, (_, at) => (at === 0 ? index : at * index)),
    ]);
    await bench.clock.advance(5_000);
    bench.hid.distort((report) => [report]);
    const before = bench.recorder.frames.length;
    await bench.clock.advance(1_000);
    expect(bench.recorder.losses).toEqual([]);
    expect(bench.recorder.frames.length - before).toBeGreaterThan(30);
  });
});

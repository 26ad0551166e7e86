import { readFileSync } from 'node:fs';
import { parseManifest } from '@modlink/sdk/manifest';
import {
  DualSenseSimulator,
  DualShock4Simulator,
  HidSensorSimulator,
  lyingStill,
  type PlayStationAxes,
  SwitchSimulator,
  type SwitchSimulatorOptions,
} from '@modlink/simulators/hid';
import { FrameRecorder, type HidDevice } from '@modlink/testkit';
import { describe, expect, it } from 'vitest';
import createDriver, { defaultSettings, HidImu, hidImuErrorCodes } from '../src/index.js';
import { samplesOf } from './motion.js';
import { Bench, plugIn } from './plugged-in.js';

const packageFile = (name: string) =>
  JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')) as Record<string, unknown>;

describe('the package', () => {
  it('has a valid manifest', () => {
    const { manifest, problems } = parseManifest(packageFile('package.json').modlink);
    expect(problems).toBeUndefined();
    expect(Object.keys(manifest?.drivers ?? {})).toEqual(['hid-imu']);
  });

  it('makes a driver that needs no host to be listed', () => {
    const driver = createDriver();
    expect(driver).toBeInstanceOf(HidImu);
    expect(driver).toMatchObject({ deviceId: 'hid_imu.01', supportedProviders: ['hid'] });
    expect(driver.descriptors().map(({ streamKey }) => streamKey)).toEqual(['accel', 'gyro', 'battery']);
  });

  it('has each error code once, and the defaults of the schema', () => {
    expect(new Set(hidImuErrorCodes).size).toBe(hidImuErrorCodes.length);
    const { properties } = packageFile('settings.schema.json') as {
      properties: Record<string, { default?: unknown }>;
    };
    const defaults = Object.entries(properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    );
    expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
  });
});

describe('search', () => {
  const motion = lyingStill;
  const mouse: HidDevice = {
    path: '/dev/hidraw9',
    vendorId: 0x046d,
    productId: 0xc077,
    product: 'Mouse',
    connect: () => ({}),
  };

  it('offers the devices that have a motion sensor, by name and connection', async () => {
    using bench = new Bench([
      mouse,
      plugIn(new DualSenseSimulator({ motion, connection: 'bluetooth' }), '/dev/hidraw0'),
      plugIn(new DualSenseSimulator({ motion, model: 'DualSense Edge' }), '/dev/hidraw1', { hidesBus: true }),
      plugIn(new DualShock4Simulator({ motion, model: 'adaptor' }), '/dev/hidraw2'),
      plugIn(new SwitchSimulator({ motion, model: 'Joy-Con (R)' }), '/dev/hidraw3'),
      plugIn(new HidSensorSimulator({ motion }), '/dev/hidraw4'),
    ]);
    const found = await bench.recorder.search('hid');
    expect(found.map(({ title }) => title)).toEqual([
      'DualSense (Bluetooth)',
      'DualSense Edge',
      'DualShock 4 on the wireless adaptor (USB)',
      'Joy-Con (R) (Bluetooth)',
      'HID sensor hub (USB)',
    ]);
    expect(found[0]).toMatchObject({
      subtitle: 'Sony Interactive Entertainment, 054c:0ce6, a0:ab:51:00:00:01, /dev/hidraw0',
      identity: 'hid:054c:0ce6:a0:ab:51:00:00:01',
      extra: { path: '/dev/hidraw0', family: 'dualsense', name: 'DualSense', busType: 'bluetooth' },
    });
  });

  it('tells two parts of one device from each other, and lists a path once', async () => {
    const sensor = plugIn(new HidSensorSimulator({ motion }), 'hub-col1');
    using bench = new Bench([
      { ...sensor, usage: 0x73 },
      { ...sensor, usage: 0x76, path: 'hub-col2' },
      { ...sensor, usage: 0x76, path: 'hub-col2' },
      { ...sensor, usage: 0x41, path: 'hub-col3' },
      { ...sensor, usage: 0x41, path: 'hub-col4', collections: [{ usagePage: 0x20, usage: 0x73 }] },
    ]);
    const found = await bench.recorder.search('hid');
    expect(found.map(({ extra }) => extra.path)).toEqual(['hub-col1', 'hub-col2', 'hub-col4']);
    expect(new Set(found.map(({ identity }) => identity)).size).toBe(3);
  });

  it('knows no other provider', () => {
    using bench = new Bench([]);
    expect(() => bench.recorder.driver.search('ble', { signal: new AbortController().signal })).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PROVIDER' }),
    );
  });
});

describe('two identical controllers', () => {
  it('are two devices, which stream at the same time', async () => {
    const make = (serialNumber: string, path: string) =>
      plugIn(new DualSenseSimulator({ motion: lyingStill, serialNumber }), path);
    using bench = new Bench([make('aa', '/dev/hidraw0'), make('bb', '/dev/hidraw1')]);
    const [first, second] = await bench.recorder.search('hid');
    expect([first?.identity, second?.identity]).toEqual(['hid:054c:0ce6:aa', 'hid:054c:0ce6:bb']);
    const { transports } = bench.hid;
    const other = new FrameRecorder(new HidImu(), { clock: bench.clock, transports, deviceId: 'hid_imu.02' });
    await bench.settle(bench.recorder.connect('hid'));
    const [, result] = await other.search('hid');
    if (result === undefined) throw new Error('the second controller was not found');
    await bench.settle(other.connect(result));
    await Promise.all([bench.recorder.start(), other.start()]);
    await bench.clock.advance(1_000);
    expect(bench.hid.openDevices).toEqual(['/dev/hidraw0', '/dev/hidraw1']);
    for (const recorder of [bench.recorder, other]) {
      expect(samplesOf(recorder.frames, 'accel').length).toBeGreaterThan(230);
      expect(recorder).toHaveNoGaps();
    }
    expect(other.frames[0]?.streamId).toMatch(/^hid_imu\.02:/);
  });
});

describe('connecting', () => {
  const motion = lyingStill;

  it.each([
    ['DualSense', 'usb', () => new DualSenseSimulator({ motion })],
    ['DualSense', 'bluetooth', () => new DualSenseSimulator({ motion, connection: 'bluetooth' })],
    ['DualShock 4', 'usb', () => new DualShock4Simulator({ motion })],
    ['DualShock 4', 'bluetooth', () => new DualShock4Simulator({ motion, connection: 'bluetooth' })],
    [
      'Pro Controller',
      'usb',
      () => new SwitchSimulator({ motion, model: 'Pro Controller', connection: 'usb' }),
    ],
    ['Joy-Con', 'bluetooth', () => new SwitchSimulator({ motion })],
  ] as const)(
    'finds out how a %s is connected (%s) where the platform does not tell',
    async (_name, connection, make) => {
      using bench = new Bench([plugIn(make(), undefined, { hidesBus: true })]);
      const [accel] = await bench.connect();
      expect(accel?.metadata).toMatchObject({ connection, calibration: 'factory' });
    },
  );

  it.each([
    [250, 250, 8],
    [800, 800, 27],
    [780, 800, 27],
    [1000, 1000, 33],
    [125, 125, 4],
    [300, 300, 10],
  ])('measures the rate of a controller at %i Hz', async (rateHz, nominalSampleRateHz, chunkSize) => {
    using bench = new Bench([plugIn(new DualSenseSimulator({ motion, connection: 'bluetooth', rateHz }))]);
    const [accel] = await bench.connect();
    expect(accel).toMatchObject({ nominalSampleRateHz, chunkSize });
  });

  it('takes the chunk of the settings', async () => {
    using bench = new Bench([plugIn(new SwitchSimulator({ motion }))], { chunkSize: 4 });
    await bench.stream(1_000);
    expect(bench.recorder.streams[0]?.chunkSize).toBe(4);
    expect(bench.recorder.framesOf('accel').every(({ data }) => data.shape[1] === 4)).toBe(true);
  });

  it('says what was found', async () => {
    using bench = new Bench([plugIn(new SwitchSimulator({ motion }))]);
    await bench.connect();
    expect(bench.recorder.reports).toEqual([
      { level: 'info', message: 'Joy-Con (L) over Bluetooth: 200 Hz, factory calibration.' },
    ]);
  });

  it('asks again for a calibration that arrived damaged, and for subcommands that got lost', async () => {
    const simulator = new DualSenseSimulator({ motion, connection: 'bluetooth' });
    let asked = 0;
    const device = plugIn(simulator);
    using bench = new Bench([
      {
        ...device,
        connect: (line) => ({
          ...device.connect(line),
          getFeatureReport(id) {
            const report = simulator.featureReport(id);
            asked += 1;
            if (asked < 3) report?.set([0xff], 30);
            return report;
          },
        }),
      },
    ]);
    const [accel] = await bench.connect();
    expect(asked).toBe(3);
    expect(accel?.metadata.calibration).toBe('factory');
    bench[Symbol.dispose]();
    using lossy = new Bench([plugIn(new SwitchSimulator({ motion, ignoredSubcommands: 3 }))]);
    expect((await lossy.connect())[0]?.metadata.calibration).toBe('factory');
  });

  it('takes nominal values, and says so, where a controller has no calibration', async () => {
    const nothing = { gyroRest: 0, gyroPerDegree: 0, accelPlus: 0, accelMinus: 0 };
    const axes: PlayStationAxes = [nothing, nothing, nothing];
    using bench = new Bench([plugIn(new DualShock4Simulator({ motion, axes }))]);
    expect((await bench.connect())[0]?.metadata.calibration).toBe('nominal');
    expect(bench.warnings).toEqual([expect.stringContaining('The DualShock 4 tells no usable calibration')]);
    bench[Symbol.dispose]();
    using joyCon = new Bench([plugIn(new SwitchSimulator({ motion, axes: 'none' }))]);
    expect((await joyCon.connect())[0]?.metadata.calibration).toBe('nominal');
    expect(joyCon.warnings).toEqual([expect.stringContaining('no calibration in its memory')]);
  });

  it('says why nothing comes', async () => {
    const isControllerConnected = () => false;
    using adaptor = new Bench([
      plugIn(new DualShock4Simulator({ motion, model: 'adaptor', isControllerConnected })),
    ]);
    await expect(adaptor.connect()).rejects.toMatchObject({
      code: 'NO_REPORTS',
      message: expect.stringContaining('no controller is connected to the adaptor'),
    });
    expect(adaptor.hid.openDevices).toEqual([]);
    adaptor[Symbol.dispose]();
    using joyCon = new Bench([plugIn(new SwitchSimulator({ motion, ignoredSubcommands: 1_000 }))]);
    await expect(joyCon.connect()).rejects.toMatchObject({ name: 'HidImuError', code: 'NO_ANSWER' });
    joyCon[Symbol.dispose]();
    const sensor = plugIn(new HidSensorSimulator({ motion }));
    using other = new Bench([{ ...sensor, reportDescriptor: Uint8Array.of(0x05, 0x20, 0xa1, 0x01, 0xc0) }]);
    await expect(other.connect()).rejects.toMatchObject({ code: 'NO_MOTION_SENSOR' });
  });

  it('refuses a second connection, and streaming without one', async () => {
    using bench = new Bench([plugIn(new DualSenseSimulator({ motion }))]);
    const { driver } = bench.recorder;
    const options = { signal: new AbortController().signal };
    await expect(driver.startStreaming(options)).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await bench.connect();
    await expect(bench.connect()).rejects.toMatchObject({ code: 'ALREADY_CONNECTED' });
  });

  it('leaves a Joy-Con with its motion sensor off', async () => {
    const simulator = new SwitchSimulator({ motion });
    using bench = new Bench([plugIn(simulator)]);
    await bench.connect();
    expect(simulator.subcommands).toEqual([0x10, 0x10, 0x40, 0x03]);
    await bench.recorder.disconnect();
    expect(simulator.subcommands).toEqual([0x10, 0x10, 0x40, 0x03, 0x40, 0x03]);
    expect(simulator.nextReports()).toEqual([]);
  });
});

describe('a Joy-Con that something else has set up', () => {
  it('is left as it was', async () => {
    const simulator = new SwitchSimulator({ motion: lyingStill });
    for (const [subcommand, argument] of [
      [0x40, 1],
      [0x03, 0x30],
    ]) {
      const report = new Uint8Array(49);
      report.set([0x01, 0, 0, 0, 0, 0, 0, 0, 0, 0, subcommand ?? 0, argument ?? 0]);
      simulator.takeOutputReport(report);
    }
    using bench = new Bench([plugIn(simulator, undefined, { answerMs: 20 })]);
    await bench.connect();
    await bench.recorder.disconnect();
    expect(simulator.nextReports()).toHaveLength(1);
  });
});

describe('the battery', () => {
  const motion = lyingStill;
  const levels = (bench: Bench) => samplesOf(bench.recorder.frames, 'battery').map(({ values }) => values[0]);

  it('is emitted when it changes, and warned about once when it is low', async () => {
    let battery = 0x08;
    using bench = new Bench([plugIn(new DualSenseSimulator({ motion, battery: () => battery }))]);
    await bench.stream(2_000);
    battery = 0x01;
    await bench.clock.advance(2_000);
    battery = 0x00;
    await bench.clock.advance(2_000);
    battery = 0x10;
    await bench.clock.advance(2_000);
    battery = 0x2a;
    await bench.clock.advance(2_000);
    expect(levels(bench)).toEqual([85, 15, 5, 100]);
    expect(bench.recorder.reports.slice(1)).toEqual([
      { level: 'info', message: 'DualSense: battery 85 %, not charging.' },
      { level: 'warning', message: 'The DualSense has little left: battery 15 %, not charging. Charge it.' },
      { level: 'info', message: 'DualSense: battery 5 %, charging.' },
      { level: 'info', message: 'DualSense: battery 100 %, full, on the cable.' },
    ]);
  });

  it('is emitted again after a minute', async () => {
    using bench = new Bench([plugIn(new DualShock4Simulator({ motion, battery: 0x1b }))]);
    await bench.stream(125_000);
    expect(levels(bench)).toEqual([100, 100, 100]);
  });

  it.each([
    [8, 100],
    [6, 75],
    [4, 50],
    [2, 25],
    [1, 0],
  ])('of a Joy-Con has five levels (%i: %i %%)', async (battery, percent) => {
    const options: SwitchSimulatorOptions = { motion, battery };
    using bench = new Bench([plugIn(new SwitchSimulator(options))]);
    await bench.stream(200);
    expect(levels(bench)).toEqual([percent]);
  });
});

describe('a device that goes away', () => {
  it('hands over its last samples first', async () => {
    using bench = new Bench([plugIn(new DualSenseSimulator({ motion: lyingStill }))], { chunkSize: 100 });
    await bench.stream(1_050);
    bench.hid.unplug();
    expect(bench.recorder.losses).toMatchObject([{ code: 'DEVICE_UNPLUGGED' }]);
    expect(samplesOf(bench.recorder.frames, 'accel').length).toBeGreaterThanOrEqual(260);
    expect(samplesOf(bench.recorder.frames, 'accel').length % 100).not.toBe(0);
  });
});

import { parseManifest } from '@modlink/sdk/manifest';
import { heartRatePeripheral, nordicUartPeripheral, polarPeripheral } from '@modlink/simulators';
import { type BlePeripheral, counterPeripheral } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import createDriver, {
  BleSensor,
  type BleSensorSettings,
  bleSensorErrorCodes,
  defaultSettings,
  measurementNames,
} from '../src/index.js';
import { readPackageFile, SensorStage } from './recorder.js';

describe('the package', () => {
  const { manifest, problems } = parseManifest(readPackageFile('package.json').modlink);

  it('has a valid manifest', () => {
    expect(problems).toBeUndefined();
    expect(Object.keys(manifest?.drivers ?? {})).toEqual(['ble-sensor']);
  });

  it('makes a driver that needs no host to be listed', () => {
    const driver = createDriver();
    expect(driver).toBeInstanceOf(BleSensor);
    expect(driver).toMatchObject({ deviceId: 'ble_sensor.01', supportedProviders: ['ble'] });
    expect(driver.descriptors().map(({ streamKey }) => streamKey)).toEqual([
      ...['heart_rate', 'rr', 'contact', 'energy', 'ecg', 'accel', 'gyro', 'mag', 'ppg', 'ppi', 'text'],
      ...['battery', 'rssi'],
    ]);
  });

  it('has each error code once', () => {
    expect(new Set(bleSensorErrorCodes).size).toBe(bleSensorErrorCodes.length);
  });

  it('has a settings schema with the defaults and choices of the driver, and words for each setting', () => {
    const { properties } = readPackageFile('settings.schema.json') as unknown as {
      properties: Record<string, { default?: unknown; title?: string; description?: string; items?: object }>;
    };
    const defaults = Object.entries(properties).map(([name, { default: value }]) => [name, value]);
    expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
    expect(properties.measurements?.items).toEqual({ enum: measurementNames });
    for (const { title, description } of Object.values(properties)) {
      expect([title, description]).toEqual([expect.any(String), expect.any(String)]);
    }
  });
});

describe('search', () => {
  let stage: SensorStage;
  afterEach(() => stage.close());

  const nameless: BlePeripheral = {
    id: 'c0:ff:ee:00:00:09',
    rssiDbm: -90,
    services: heartRatePeripheral().services,
  };
  const watch: BlePeripheral = { id: 'c0:ff:ee:00:00:08', name: 'Watch', rssiDbm: -40, services: [] };
  const quiet: BlePeripheral = {
    ...polarPeripheral({ model: 'verity-sense', id: 'c0:ff:ee:00:00:07' }),
    serviceUuids: [],
  };
  const titles = async (peripherals: readonly BlePeripheral[], settings: BleSensorSettings = {}) => {
    stage = new SensorStage(peripherals, settings);
    const found = await stage.done(stage.recorder.search('ble'));
    return found.map(({ title, subtitle }) => [title, subtitle]);
  };

  it('finds sensors by services and names, the strongest first, and nothing else', async () => {
    const uart = nordicUartPeripheral({ line: String });
    expect(await titles([nameless, watch, uart, quiet, heartRatePeripheral()])).toEqual([
      ['HRM 1234', 'Heart-rate sensor, c0:ff:ee:00:18:0d, -55 dBm'],
      ['Polar Sense 12345678', 'Polar sensor, c0:ff:ee:00:00:07, -58 dBm'],
      ['nRF UART', 'Nordic UART device, c0:ff:ee:00:6e:40, -65 dBm'],
      ['Heart-rate sensor', 'Heart-rate sensor, c0:ff:ee:00:00:09, -90 dBm'],
    ]);
  });

  it('finds what has the name of the settings, whatever it advertises', async () => {
    expect(await titles([watch, heartRatePeripheral()], { nameFilter: 'WATCH' })).toEqual([
      ['Watch', 'Bluetooth sensor, c0:ff:ee:00:00:08, -40 dBm'],
    ]);
  });

  it('scans as long as the settings say, and ends when it is told to', async () => {
    stage = new SensorStage([]);
    const asked: unknown[] = [];
    const scan = stage.ble.scan.bind(stage.ble);
    stage.ble.scan = (options) => {
      asked.push(options);
      return scan(options);
    };
    const controller = new AbortController();
    await stage.recorder.search('ble', controller.signal);
    expect(asked).toEqual([{ timeoutMs: 2000, signal: controller.signal }]);
    controller.abort(new Error('given up'));
    await expect(stage.recorder.search('ble', controller.signal)).rejects.toThrow('given up');
  });

  it('knows no other provider', async () => {
    stage = new SensorStage([]);
    await expect(stage.recorder.search('serial')).rejects.toMatchObject({ code: 'UNKNOWN_PROVIDER' });
  });
});

describe('connecting', () => {
  let stage: SensorStage;
  afterEach(() => stage.close());

  it('refuses what has nothing to measure, and names what it has', async () => {
    stage = new SensorStage([{ ...counterPeripheral(), name: 'Polar Counter' }]);
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'NOTHING_TO_MEASURE',
      message: expect.stringMatching(/Its services are 180f, c0de0001/),
    });
    expect(stage.ble.openDevices).toEqual([]);
  });

  it('refuses a second sensor, and streaming without one', async () => {
    stage = new SensorStage([heartRatePeripheral()]);
    await expect(stage.recorder.start()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await stage.done(stage.recorder.connect('ble'));
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'ALREADY_CONNECTED',
    });
  });
});

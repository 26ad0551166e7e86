import { parseManifest } from '@modlink/sdk/manifest';
import { musePeripheral } from '@modlink/simulators';
import { type BlePeripheral, counterPeripheral } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import createDriver, {
  defaultSettings,
  Muse,
  type MuseSettings,
  measurementNames,
  museErrorCodes,
} from '../src/index.js';
import { MuseStage, readPackageFile } from './stage.js';

describe('the package', () => {
  it('has a valid manifest', () => {
    const { manifest, problems } = parseManifest(readPackageFile('package.json').modlink);
    expect(problems).toBeUndefined();
    expect(Object.keys(manifest?.drivers ?? {})).toEqual(['muse']);
  });

  it('makes a driver that needs no host to be listed', () => {
    const driver = createDriver();
    expect(driver).toBeInstanceOf(Muse);
    expect(driver).toMatchObject({ deviceId: 'muse.01', supportedProviders: ['ble'] });
    expect(driver.descriptors().map(({ streamKey }) => streamKey)).toEqual([
      ...['eeg', 'accel', 'gyro', 'ppg', 'battery', 'telemetry', 'rssi'],
    ]);
  });

  it('has each error code once', () => {
    expect(new Set(museErrorCodes).size).toBe(museErrorCodes.length);
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
  let stage: MuseStage;
  afterEach(() => stage.close());

  const watch: BlePeripheral = { id: 'c0:ff:ee:00:00:08', name: 'Watch', rssiDbm: -40, services: [] };
  const nameless: BlePeripheral = {
    id: 'c0:ff:ee:00:00:09',
    rssiDbm: -90,
    services: musePeripheral().services,
  };
  const found = async (peripherals: readonly BlePeripheral[], settings: MuseSettings = {}) => {
    stage = new MuseStage(peripherals, settings);
    const results = await stage.done(stage.recorder.search('ble'));
    return results.map(({ title, subtitle }) => [title, subtitle]);
  };

  it('finds headbands by name and service, the strongest first, and nothing else', async () => {
    expect(await found([nameless, watch, musePeripheral()])).toEqual([
      ['Muse-2A7F', 'Muse headband, c0:ff:ee:00:fe:8d, -62 dBm'],
      ['Muse headband', 'Muse headband, c0:ff:ee:00:00:09, -90 dBm'],
    ]);
  });

  it('finds the one that is wanted', async () => {
    const other = musePeripheral({ model: 'muse-s', id: 'c0:ff:ee:00:00:07' });
    const results = await found([musePeripheral(), other], { nameFilter: '51c3' });
    expect(results.map(([title]) => title)).toEqual(['MuseS-51C3']);
  });

  it('knows no other provider', async () => {
    stage = new MuseStage([]);
    await expect(stage.recorder.search('serial')).rejects.toMatchObject({ code: 'UNKNOWN_PROVIDER' });
  });
});

describe('connecting', () => {
  let stage: MuseStage;
  afterEach(() => stage.close());

  it('tells what the headband says of itself', async () => {
    stage = new MuseStage([musePeripheral()]);
    const streams = await stage.done(stage.recorder.connect('ble'));
    expect(streams.find(({ streamKey }) => streamKey === 'eeg')?.metadata).toEqual({
      unit: 'uV',
      reference: 'Fpz',
      electrodes: ['TP9', 'AF7', 'AF8', 'TP10'],
      microvoltPerCount: 0.48828125,
      firmware: '1.2.13',
      hardware: '3.1',
      serialNumber: '2031-QXPT-2A7F',
    });
  });

  it('refuses what speaks another protocol, and lets it go', async () => {
    stage = new MuseStage([{ ...counterPeripheral(), name: 'MuseS-Athena' }]);
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'UNSUPPORTED_MODEL',
      message: expect.stringMatching(/its services are 180f, c0de0001/),
    });
    expect(stage.ble.openDevices).toEqual([]);
  });

  it('gives up on a headband that does not answer, and lets it go', async () => {
    stage = new MuseStage([musePeripheral({ silentAbout: ['v1'] })], { replyTimeoutMs: 500 });
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringContaining('"v1" within 500 ms'),
    });
    expect(stage.ble.openDevices).toEqual([]);
  });

  it('needs no status', async () => {
    stage = new MuseStage([musePeripheral({ silentAbout: ['s'] })], { replyTimeoutMs: 500 });
    const streams = await stage.done(stage.recorder.connect('ble'));
    expect(streams[0]?.metadata).toMatchObject({ firmware: '1.2.13' });
    expect(streams[0]?.metadata).not.toHaveProperty('serialNumber');
    await stage.done(stage.recorder.start());
    await stage.clock.advance(1000);
    expect(stage.recorder.framesOf('eeg').length).toBeGreaterThan(10);
    expect(stage.recorder.framesOf('battery')).toEqual([]);
  });

  it('refuses a second headband, and streaming without one', async () => {
    stage = new MuseStage([musePeripheral()]);
    await expect(stage.recorder.start()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await stage.done(stage.recorder.connect('ble'));
    await expect(stage.done(stage.recorder.connect('ble'))).rejects.toMatchObject({
      code: 'ALREADY_CONNECTED',
    });
  });
});

describe('commands', () => {
  let stage: MuseStage;
  afterEach(() => stage.close());

  it.each([
    ['muse-2', {}, 'p50'],
    ['muse-2016', {}, 'p21'],
    ['muse-2016', { aux: true }, 'p20'],
    ['muse-2', { measurements: ['eeg'] }, 'p21'],
    ['muse-s', { preset: 'p61' }, 'p61'],
  ] as const)('of a %s with the settings %o: the preset %s', async (model, settings, preset) => {
    const commands: string[] = [];
    const onCommand = (command: string) => commands.push(command);
    stage = new MuseStage([musePeripheral({ model, onCommand })], settings);
    await stage.stream(500);
    expect(commands).toEqual(['v1', 's', 'h', preset, 's', 'd', 'h']);
  });

  it('keep a headband alive that wants it', async () => {
    const commands: string[] = [];
    const onCommand = (command: string) => commands.push(command);
    stage = new MuseStage([musePeripheral({ onCommand })], { keepAlive: true });
    await stage.stream(12_000);
    expect(commands.filter((command) => command === 'k')).toHaveLength(2);
    await stage.clock.advance(12_000);
    expect(commands.at(-1)).toBe('h');
  });

  it('that are refused are told of', async () => {
    const headband = musePeripheral();
    // Like a firmware that does not know the preset.
    const refusing: BlePeripheral = {
      ...headband,
      connect(line) {
        const reactions = headband.connect?.(line) ?? {};
        const [control = ''] = Object.keys(reactions);
        const onWrite = (bytes: Uint8Array) =>
          reactions[control]?.onWrite?.(bytes[1] === 0x70 ? Uint8Array.of(2, 0x78, 0x0a) : bytes);
        return { ...reactions, [control]: { onWrite } };
      },
    };
    stage = new MuseStage([refusing]);
    await stage.stream(100);
    expect(stage.recorder.reports).toEqual([
      { level: 'warning', message: 'The headband refused a command: {"rc":69}' },
    ]);
  });
});

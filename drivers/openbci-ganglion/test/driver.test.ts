import { parseManifest } from '@modlink/sdk/manifest';
import { ganglionPeripheral } from '@modlink/simulators';
import { type BlePeripheral, counterPeripheral } from '@modlink/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import createDriver, { defaultSettings, ganglionErrorCodes, OpenBciGanglion } from '../src/index.js';
import { GanglionStage, providers, readPackageFile } from './stage.js';

let stage: GanglionStage;
afterEach(() => stage?.close());

describe('the package', () => {
  it('has a valid manifest', () => {
    const { manifest, problems } = parseManifest(readPackageFile('package.json').modlink);
    expect(problems).toBeUndefined();
    expect(Object.keys(manifest?.drivers ?? {})).toEqual(['openbci-ganglion']);
  });

  it('makes a driver that needs no host to be listed', () => {
    const driver = createDriver();
    expect(driver).toBeInstanceOf(OpenBciGanglion);
    expect(driver).toMatchObject({ deviceId: 'openbci_ganglion.01', supportedProviders: ['ble', 'dongle'] });
    expect(driver.descriptors().map(({ streamKey }) => streamKey)).toEqual(['eeg', 'accel', 'rssi']);
  });

  it('has each error code once', () => {
    expect(new Set(ganglionErrorCodes).size).toBe(ganglionErrorCodes.length);
  });

  it('has a settings schema with the defaults of the driver, and words for each setting', () => {
    const { properties } = readPackageFile('settings.schema.json') as unknown as {
      properties: Record<string, { default?: unknown; title?: string; description?: string }>;
    };
    const defaults = Object.entries(properties).map(([name, { default: value }]) => [name, value]);
    expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
    for (const { title, description } of Object.values(properties)) {
      expect([title, description]).toEqual([expect.any(String), expect.any(String)]);
    }
  });
});

const watch: BlePeripheral = { id: 'c0:ff:ee:00:00:08', name: 'Watch', rssiDbm: -40, services: [] };
const simblee = ganglionPeripheral({ id: 'c0:ff:ee:00:00:09', name: 'Simblee', rssiDbm: -80 });

describe.each(providers)('search over %s', (provider) => {
  it('finds boards, the strongest first, and nothing else', async () => {
    stage = new GanglionStage({}, { provider, peripherals: [simblee, watch, ganglionPeripheral()] });
    const found = await stage.done(stage.recorder.search(provider));
    const dongle = provider === 'dongle' ? ', dongle on /dev/ttyBLED' : '';
    expect(found.map(({ title, subtitle, identity }) => [title, subtitle, identity])).toEqual([
      ['Ganglion-5a3b', `OpenBCI Ganglion, c0:ff:ee:00:fe:84, -57 dBm${dongle}`, 'ble:c0:ff:ee:00:fe:84'],
      ['Simblee', `OpenBCI Ganglion, c0:ff:ee:00:00:09, -80 dBm${dongle}`, 'ble:c0:ff:ee:00:00:09'],
    ]);
    expect(stage.serial.openDevices).toEqual([]);
  });

  it('finds the one that is wanted, by its name', async () => {
    stage = new GanglionStage(
      {},
      { provider, peripherals: [simblee, ganglionPeripheral()], settings: { nameFilter: '5A3B' } },
    );
    const found = await stage.done(stage.recorder.search(provider));
    expect(found.map(({ title }) => title)).toEqual(['Ganglion-5a3b']);
  });
});

describe('search', () => {
  it('knows no other provider', async () => {
    stage = new GanglionStage();
    await expect(async () => stage.recorder.search('serial')).rejects.toMatchObject({
      code: 'UNKNOWN_PROVIDER',
    });
  });

  it('finds nothing where no dongle is', async () => {
    stage = new GanglionStage();
    stage.serial.unplug();
    expect(await stage.done(stage.recorder.search('dongle'))).toEqual([]);
  });

  it('fails where the only dongle cannot look', async () => {
    stage = new GanglionStage({}, { settings: { replyTimeoutMs: 500 } });
    stage.serial.distort(() => []);
    await expect(stage.done(stage.recorder.search('dongle'))).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringContaining('"hello" on /dev/ttyBLED within 500 ms'),
    });
    expect(stage.serial.openDevices).toEqual([]);
  });
});

describe.each(providers)('connecting over %s', (provider) => {
  it('tells what the board is', async () => {
    stage = new GanglionStage(
      {},
      { provider, settings: { channels: [{ name: 'Fp1' }, {}, { enabled: false }] } },
    );
    const [eeg, accel] = await stage.connect();
    expect(eeg).toMatchObject({
      channelNames: ['Fp1', 'ch2', 'ch3', 'ch4'],
      nominalSampleRateHz: 200,
      metadata: {
        unit: 'uV',
        board: 'OpenBCI Ganglion',
        firmware: '2.0.1',
        enabled: [true, true, false, true],
      },
    });
    expect(accel?.nominalSampleRateHz).toBeCloseTo(2000 / 201);
  });

  it('asks a board that tells no software revision', async () => {
    const commands: string[] = [];
    const onCommand = (command: string) => commands.push(command);
    stage = new GanglionStage({ firmware: '3.0.2', hasRevision: false, onCommand }, { provider });
    const [eeg] = await stage.connect();
    expect(eeg?.metadata).toMatchObject({ firmware: '3.0.2' });
    expect(commands).toEqual(['v']);
  });

  it('asks nothing where the settings tell', async () => {
    const commands: string[] = [];
    const onCommand = (command: string) => commands.push(command);
    stage = new GanglionStage(
      { hasRevision: false, isSilent: true, onCommand },
      { provider, settings: { firmware: '3' } },
    );
    await stage.connect();
    expect(commands).toEqual([]);
    expect(await stage.recorder.runCommand('firmware')).toBe('3');
  });

  it('gives up on a board that does not answer, and lets it go', async () => {
    stage = new GanglionStage(
      { hasRevision: false, isSilent: true },
      { provider, settings: { replyTimeoutMs: 700 } },
    );
    await expect(stage.connect()).rejects.toMatchObject({
      code: 'NO_ANSWER',
      message: expect.stringContaining('did not tell its firmware within 700 ms'),
    });
    expect(stage.transport.openDevices).toEqual([]);
  });

  it('refuses what is no board, and lets it go', async () => {
    stage = new GanglionStage({}, { provider, peripherals: [{ ...counterPeripheral(), name: 'Ganglion' }] });
    await expect(stage.connect()).rejects.toMatchObject({ code: 'NO_GANGLION' });
    expect(stage.transport.openDevices).toEqual([]);
  });

  it('refuses a second board, and streaming without one', async () => {
    stage = new GanglionStage({}, { provider });
    await expect(stage.recorder.start()).rejects.toMatchObject({ code: 'NOT_CONNECTED' });
    await stage.connect();
    const other = { title: 'another one', extra: { id: 'c0:00:00:00:00:00' } };
    await expect(stage.done(stage.recorder.connect(other))).rejects.toMatchObject({
      code: 'ALREADY_CONNECTED',
    });
  });
});

describe('a dongle', () => {
  it('does not wait for ever for a board that is away', async () => {
    stage = new GanglionStage({}, { provider: 'dongle' });
    const extra = { id: 'c0:00:00:00:00:00', path: '/dev/ttyBLED', addressType: 1 };
    await expect(stage.done(stage.recorder.connect({ title: 'away', extra }))).rejects.toMatchObject({
      code: 'DEVICE_NOT_FOUND',
    });
    expect(stage.serial.openDevices).toEqual([]);
    await stage.stream(500);
    expect(stage.recorder.framesOf('eeg').length).toBeGreaterThan(40);
  });

  it('that still holds a board, after a program that crashed, lets go of it first', async () => {
    stage = new GanglionStage({}, { provider: 'dongle' });
    const [found] = await stage.done(stage.recorder.search('dongle'));
    if (found === undefined) throw new Error('nothing was found');
    await stage.done(stage.recorder.connect(found));
    // The port is gone, and nobody told the dongle.
    stage.serial.unplug();
    stage.serial.plugIn();
    await stage.done(stage.recorder.connect(found));
    await stage.done(stage.recorder.start());
    await stage.clock.advance(1000);
    expect(stage.recorder.losses).toHaveLength(1);
    expect(stage.recorder.framesOf('eeg').length).toBeGreaterThan(90);
  });

  it('that is unplugged is told of', async () => {
    stage = new GanglionStage({}, { provider: 'dongle' });
    await stage.connect();
    await stage.done(stage.recorder.start());
    await stage.clock.advance(500);
    stage.serial.unplug();
    await stage.clock.advance(10);
    expect(stage.recorder.losses).toEqual([
      { code: 'DEVICE_UNPLUGGED', message: expect.stringContaining('/dev/ttyBLED') },
    ]);
  });
});

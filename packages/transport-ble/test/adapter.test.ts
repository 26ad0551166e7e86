import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PseudoTerminal } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { checkAdapter, chosenAdapter, type Machine } from '../src/adapter.js';
import bleTransport from '../src/index.js';
import { RadioPlace } from '../src/radio-place.js';
import { createRuntime, useOwnFolder } from './fixture.js';

const pty = await part('pty');
useOwnFolder();

const adaptersHere = await readdir('/sys/class/bluetooth').catch(() => []);

describe('the module', () => {
  it('is the Bluetooth transport', () => {
    expect(bleTransport.kind).toBe('ble');
    expect(Object.keys(bleTransport.create(createRuntime())).sort()).toEqual(['connect', 'scan']);
  });
});

describe('the variable that names an adapter', () => {
  it.each([
    [undefined, { kind: 'default' }],
    [' ', { kind: 'default' }],
    ['hci1', { kind: 'hci', deviceId: 1 }],
    ['uart:/dev/ttyACM0@1000000', { kind: 'uart', port: '/dev/ttyACM0', baudRate: 1_000_000 }],
    ['uart:COM3@115200', { kind: 'uart', port: 'COM3', baudRate: 115_200 }],
  ])('%j', (value, adapter) => {
    expect(chosenAdapter(value === undefined ? {} : { MODLINK_BLE_HCI: value })).toEqual(adapter);
  });

  it.each(['ttyACM0', 'uart:/dev/ttyACM0', 'uart:@1000000', 'hci'])('refuses %j', (value) => {
    expect(() => chosenAdapter({ MODLINK_BLE_HCI: value })).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTIONS',
        message: expect.stringContaining('uart:/dev/ttyACM0'),
      }),
    );
  });
});

/** Machines that this one is not. */
describe('an adapter that cannot be used', () => {
  const linux: Machine = {
    platform: 'linux',
    adapters: async () => ['hci0', 'hci0:64'],
    status: async () => 'Name:\tnode\nCapEff:\t0000000000002000\n',
    nodePath: '/usr/bin/node',
  };

  it('is not one that may be used', async () => {
    await checkAdapter({ kind: 'default' }, linux);
    await checkAdapter({ kind: 'hci', deviceId: 0 }, linux);
    await checkAdapter({ kind: 'default' }, { ...linux, platform: 'darwin', adapters: async () => [] });
  });

  it('is missing', async () => {
    const machine = { ...linux, adapters: async () => [] };
    await expect(checkAdapter({ kind: 'default' }, machine)).rejects.toMatchObject({
      code: 'TRANSPORT_UNAVAILABLE',
      message: expect.stringContaining('no Bluetooth adapter'),
    });
  });

  it('is not the one that was named', async () => {
    await expect(checkAdapter({ kind: 'hci', deviceId: 3 }, linux)).rejects.toMatchObject({
      code: 'TRANSPORT_UNAVAILABLE',
      message: expect.stringMatching(/hci3.*hci0/),
    });
  });

  it('may not be used by this user, with the command that allows it', async () => {
    const machine = {
      ...linux,
      status: async () => 'CapEff:\t00000000a80405fb\n'.replace('a80405fb', '00000000'),
    };
    await expect(checkAdapter({ kind: 'default' }, machine)).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      message: expect.stringContaining('sudo setcap cap_net_raw+eip /usr/bin/node'),
    });
  });
});

describe.runIf(process.platform === 'linux' && adaptersHere.length === 0)(
  'a machine without Bluetooth (not on one that has it)',
  () => {
    it('says so, and starts nothing', async () => {
      const ble = bleTransport.create(createRuntime());
      const problem = { name: 'TransportError', code: 'TRANSPORT_UNAVAILABLE' };
      await expect(ble.scan({ timeoutMs: 1_000 })).rejects.toMatchObject(problem);
      await expect(ble.connect({ id: '00:22:d0:aa:bb:cc' })).rejects.toMatchObject(problem);
      expect(await readdir(String(process.env.XDG_RUNTIME_DIR))).toEqual([]);
    });
  },
);

describe('a controller on a serial port', () => {
  afterEach(() => {
    delete process.env.MODLINK_BLE_HCI;
  });

  it('may not be there', async () => {
    process.env.MODLINK_BLE_HCI = 'uart:/dev/ttyNONE0@1000000';
    await expect(bleTransport.create(createRuntime()).scan({ timeoutMs: 100 })).rejects.toMatchObject({
      code: 'TRANSPORT_UNAVAILABLE',
      message: expect.stringContaining('/dev/ttyNONE0'),
    });
  });

  pty.describe('that is none', () => {
    it('is said not to answer', async () => {
      const terminal = new PseudoTerminal(() => {});
      onTestFinished(() => terminal.close());
      process.env.MODLINK_BLE_HCI = `uart:${terminal.path}@1000000`;
      const holders = new Map<string, string>();
      const ble = bleTransport.create(createRuntime(holders));
      await expect(ble.connect({ id: '00:22:d0:aa:bb:cc' })).rejects.toMatchObject({
        code: 'TRANSPORT_UNAVAILABLE',
        message: expect.stringMatching(/does not answer at 1000000 baud/),
      });
      expect(holders.size).toBe(0);
    });
  });
});

describe('options', () => {
  const ble = bleTransport.create(createRuntime());

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a time of %s ms', async (timeoutMs) => {
    await expect(ble.scan({ timeoutMs })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(ble.connect({ id: '01', timeoutMs })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('refuses an empty id', async () => {
    await expect(ble.connect({ id: '' })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

describe.skipIf(process.platform === 'win32')('the folder in which processes meet (not on Windows)', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'modlink-place-'));
  });
  afterEach(() => rm(parent, { recursive: true }));

  it('is of this user alone', async () => {
    const place = new RadioPlace({ XDG_RUNTIME_DIR: parent });
    await place.prepare();
    await place.prepare();
    await chmod(place.folder, 0o755);
    await expect(place.prepare()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await rm(place.folder, { recursive: true });
    await mkdir(place.folder, { mode: 0o777 });
    await chmod(place.folder, 0o777);
    await expect(place.prepare()).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('has a radio for each adapter', () => {
    const path = (adapter: string) =>
      new RadioPlace({ XDG_RUNTIME_DIR: parent, MODLINK_BLE_HCI: adapter }).socket(1).path;
    expect(path('hci0')).not.toBe(path('hci1'));
    expect(path('hci0')).toBe(path('hci0'));
  });
});

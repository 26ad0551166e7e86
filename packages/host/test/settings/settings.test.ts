import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  checkDriverSettings,
  driverChoice,
  modlinkHome,
  openSettings,
  type SettingsReport,
  withDriverChoice,
} from '../../src/settings/index.js';
import { temporaryFolder } from './temporary-folder.js';

const schema = {
  type: 'object',
  properties: {
    gain: { type: 'integer', enum: [1, 2, 4], default: 4 },
    filter: {
      type: 'object',
      default: {},
      properties: { cutoffHz: { type: 'number', minimum: 0.1, default: 50 } },
      additionalProperties: false,
    },
    label: { type: 'string', format: 'no-such-format' },
  },
  additionalProperties: false,
};

describe('what the user decides about drivers', () => {
  it('is there for the next host', async () => {
    const folder = await temporaryFolder();
    const { host } = await openSettings({ folder });
    expect(driverChoice(await host.read(), 'example')).toEqual({ enabled: true, isolation: undefined });
    await host.update((settings) => withDriverChoice(settings, 'example', { isolation: 'worker' }));
    await host.update((settings) => withDriverChoice(settings, 'example', { enabled: false }));
    const next = await openSettings({ folder });
    expect(driverChoice(await next.host.read(), 'example')).toEqual({ enabled: false, isolation: 'worker' });
    expect(driverChoice(await next.host.read(), 'other')).toEqual({ enabled: true, isolation: undefined });
  });

  it('can be taken back', async () => {
    const { host } = await openSettings({ folder: await temporaryFolder() });
    await host.update((settings) => withDriverChoice(settings, 'example', { isolation: 'inline' }));
    await host.update((settings) => withDriverChoice(settings, 'example', { isolation: undefined }));
    expect(driverChoice(await host.read(), 'example').isolation).toBeUndefined();
  });

  it('holds for a driver that is called like a member of every object', async () => {
    const { host } = await openSettings({ folder: await temporaryFolder() });
    expect(driverChoice(await host.read(), 'constructor')).toEqual({ enabled: true, isolation: undefined });
    await host.update((settings) => withDriverChoice(settings, 'constructor', { enabled: false }));
    expect(driverChoice(await host.read(), 'constructor').enabled).toBe(false);
  });
});

describe("the values of a driver's settings", () => {
  it('are completed with defaults, and kept without them', async () => {
    const folder = await temporaryFolder();
    const { drivers } = await openSettings({ folder });
    expect(await drivers.values('example', schema)).toEqual({ gain: 4, filter: { cutoffHz: 50 } });
    const complete = await drivers.set('example', schema, { gain: 2 });
    expect(complete).toEqual({ gain: 2, filter: { cutoffHz: 50 } });
    expect(JSON.parse(await readFile(join(folder, 'drivers.json'), 'utf8'))).toEqual({
      example: { gain: 2 },
    });

    const newer = {
      ...schema,
      properties: { ...schema.properties, label: { type: 'string', default: 'new' } },
    };
    const next = await openSettings({ folder });
    expect(await next.drivers.values('example', newer)).toMatchObject({ gain: 2, label: 'new' });
  });

  it('that do not fit are all named, with place and what is allowed', async () => {
    const { drivers } = await openSettings({ folder: await temporaryFolder() });
    await drivers.set('example', schema, { gain: 1 });
    const wrong = drivers.set('example', schema, { gain: 3, filter: { cutoffHz: 0 }, gian: 1 });
    await expect(wrong).rejects.toMatchObject({ code: 'SETTINGS_INVALID', subject: { driverId: 'example' } });
    const { message } = await wrong.then(
      () => new Error('accepted'),
      (error: Error) => error,
    );
    expect(message).toContain('gain: is one of 1, 2, 4, not 3');
    expect(message).toContain('filter.cutoffHz: must be >= 0.1; it is 0');
    expect(message).toContain('gian: is not known; known here: gain, filter, label');
    expect(await drivers.values('example', schema)).toMatchObject({ gain: 1 });
  });

  it('that a new version of the driver does not take any more are named, until they are reset', async () => {
    const { drivers } = await openSettings({ folder: await temporaryFolder() });
    await drivers.set('example', schema, { label: 'left' });
    const newer = { type: 'object', properties: { side: { type: 'string' } }, required: ['side'] };
    await expect(drivers.values('example', { ...newer, additionalProperties: false })).rejects.toThrow(
      /side: is missing.*\n.*label: is not known/,
    );
    await drivers.reset('example');
    expect(await drivers.values('example', schema)).toMatchObject({ gain: 4 });
  });

  it('are none for a driver without settings', async () => {
    const { drivers } = await openSettings({ folder: await temporaryFolder() });
    expect(await drivers.values('example', undefined)).toEqual({});
    await expect(drivers.set('example', undefined, { gain: 1 })).rejects.toMatchObject({
      code: 'SETTINGS_INVALID',
    });
  });

  it('can be checked for a form without saving', () => {
    expect(checkDriverSettings('example', schema, { gain: 1 }).values).toMatchObject({ gain: 1 });
    expect(checkDriverSettings('example', schema, { gain: '1' }).problems?.map(({ at }) => at)).toContain(
      'gain',
    );
    const notJson = { gain: 1n } as unknown as Record<string, number>;
    expect(checkDriverSettings('example', schema, notJson).problems).toHaveLength(1);
    expect(() => checkDriverSettings('example', { type: 'array' }, {})).toThrow(/schema of driver "example"/);
  });

  it('of two drivers whose schemas have the same ids inside do not meet', () => {
    const shared = (type: string) => ({
      $id: 'https://example.com/settings',
      type: 'object',
      properties: { value: { $id: 'https://example.com/value', type } },
    });
    expect(checkDriverSettings('one', shared('string'), { value: 'a' }).values).toEqual({ value: 'a' });
    expect(checkDriverSettings('two', shared('number'), { value: 1 }).values).toEqual({ value: 1 });
  });

  it('tell listeners when they change', async () => {
    const { drivers } = await openSettings({ folder: await temporaryFolder() });
    let changes = 0;
    drivers.onChange(() => changes++);
    await drivers.set('example', schema, { gain: 2 });
    await drivers.set('example', schema, { gain: 2 });
    await drivers.reset('example');
    expect(changes).toBe(2);
  });
});

describe('device ids', () => {
  it('are what the driver names for the first device, and the next free ordinals for others', async () => {
    const { devices } = await openSettings({ folder: await temporaryFolder() });
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'serial-a')).toBe('cyton.01');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'serial-b')).toBe('cyton.02');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'serial-c')).toBe('cyton.03');
    expect(await devices.deviceIdFor('cyton', 'Daisy-Board.07', 'serial-a')).toBe('daisy_board.07');
    expect(await devices.deviceIdFor('cyton', 'daisy_board.07', 'serial-b')).toBe('daisy_board.01');
  });

  it('stay with the physical device', async () => {
    const folder = await temporaryFolder();
    const first = await openSettings({ folder });
    for (const identity of ['a', 'b', 'c']) await first.devices.deviceIdFor('cyton', 'cyton.01', identity);
    const next = await openSettings({ folder });
    expect(await next.devices.deviceIdFor('cyton', 'cyton.01', 'c')).toBe('cyton.03');
    expect(await next.devices.deviceIdFor('cyton', 'cyton.01', 'a')).toBe('cyton.01');
    expect([...(await next.devices.list())]).toEqual([
      ['cyton.01', { driverId: 'cyton', identity: 'a' }],
      ['cyton.02', { driverId: 'cyton', identity: 'b' }],
      ['cyton.03', { driverId: 'cyton', identity: 'c' }],
    ]);
  });

  it('never name two devices, whichever drivers find them, and at the same time', async () => {
    const folder = await temporaryFolder();
    const hosts = await Promise.all([openSettings({ folder }), openSettings({ folder })]);
    const given = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        hosts[index % 2]!.devices.deviceIdFor(`driver-${index % 3}`, 'imu.01', `device-${index}`),
      ),
    );
    expect(new Set(given).size).toBe(20);
    expect([...given].sort()[19]).toBe('imu.20');
  });

  it('are free again when a device is forgotten', async () => {
    const { devices } = await openSettings({ folder: await temporaryFolder() });
    await devices.deviceIdFor('cyton', 'cyton.01', 'a');
    await devices.deviceIdFor('cyton', 'cyton.01', 'b');
    await devices.forget('cyton.01');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'c')).toBe('cyton.01');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'b')).toBe('cyton.02');
  });

  it('hold for the run when they cannot be saved, which is reported, and are saved later', async () => {
    const folder = join(await temporaryFolder(), 'settings');
    const reports: SettingsReport[] = [];
    const { devices } = await openSettings({ folder, onReport: (report) => reports.push(report) });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file in place of the folder');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'a')).toBe('cyton.01');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'b')).toBe('cyton.02');
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'a')).toBe('cyton.01');
    expect(reports.map(({ code }) => code)).toEqual(Array(3).fill('SETTINGS_NOT_SAVED'));
    expect(reports[1]?.message).toContain('cyton.02');
    await rm(folder);
    expect(await devices.deviceIdFor('cyton', 'cyton.01', 'c')).toBe('cyton.03');
    expect(reports).toHaveLength(3);
    const saved = JSON.parse(await readFile(join(folder, 'devices.json'), 'utf8')) as object;
    expect(Object.keys(saved)).toEqual(['cyton.01', 'cyton.02', 'cyton.03']);
  });

  it('have the form name.XX', async () => {
    const { devices } = await openSettings({ folder: await temporaryFolder() });
    await expect(devices.deviceIdFor('cyton', 'cyton', 'a')).rejects.toMatchObject({
      code: 'INVALID_DEVICE_ID',
    });
  });
});

describe('the folder', () => {
  it('is where the platform keeps data, or where MODLINK_HOME says', async () => {
    expect(modlinkHome({ MODLINK_HOME: 'here' })).toBe(resolve('here'));
    expect(modlinkHome({ MODLINK_HOME: ' ' })).toBe(modlinkHome({}));
    expect(modlinkHome({}).startsWith(process.env.XDG_DATA_HOME ?? homedir())).toBe(true);
    expect(modlinkHome({})).toContain('modlink');
  });

  it('loses one unusable file, not the others', async () => {
    const folder = await temporaryFolder();
    const reports: SettingsReport[] = [];
    const { host, drivers, devices } = await openSettings({
      folder,
      onReport: (report) => reports.push(report),
    });
    await drivers.set('example', schema, { gain: 2 });
    await devices.deviceIdFor('cyton', 'cyton.01', 'a');
    await writeFile(join(folder, 'host.json'), '{"drivers": []}');
    expect(await host.read()).toEqual({ drivers: {}, devices: {}, values: {} });
    expect(reports).toMatchObject([{ code: 'SETTINGS_CORRUPT', path: join(folder, 'host.json') }]);
    expect(await drivers.values('example', schema)).toMatchObject({ gain: 2 });
    expect((await readdir(folder)).filter((name) => name.includes('corrupt'))).toHaveLength(1);
  });
});

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Host, HostOptions } from '../../src/index.js';
import { openTestHost, temporaryFolder } from '../support/test-host.js';
import { linkSdk, writeDriver } from './runnable-driver.js';

/** An application with a folder for its host: ModLink's own driver, another's, and one that the user installed. */
async function application() {
  const app = await temporaryFolder();
  const home = await temporaryFolder();
  const modules = join(app, 'node_modules');
  const userModules = join(home, 'drivers', 'added', 'node_modules');
  await Promise.all([linkSdk(modules), linkSdk(userModules)]);
  await writeDriver(join(modules, '@modlink', 'driver-own'), {
    driverId: 'own',
    name: '@modlink/driver-own',
  });
  await writeDriver(join(modules, 'modlink-driver-other'), { driverId: 'other' });
  await writeDriver(join(userModules, '@modlink', 'driver-added'), {
    driverId: 'added',
    name: '@modlink/driver-added',
  });
  return {
    modules,
    home,
    open: async (options: HostOptions = {}) => {
      const test = await openTestHost([], { home, appRoot: app, roots: [], isolation: 'inline', ...options });
      return { ...test, drivers: test.host.drivers };
    },
    savedChoices: async () => {
      const text = await readFile(join(home, 'settings', 'host.json'), 'utf8').catch(() => '{}');
      return (JSON.parse(text) as { drivers?: Record<string, Record<string, unknown>> }).drivers ?? {};
    },
  };
}

const offBy = (host: Host) =>
  Object.fromEntries(host.drivers.list().map(({ driverId, disabledBy }) => [driverId, disabledBy]));
const titles = async (host: Host) => {
  const { devices, failures } = await host.search();
  expect(failures).toEqual([]);
  return devices.map(({ title }) => title).sort();
};

describe('safe mode', () => {
  it('switches off all but own drivers that the application brings, and changes nothing that is saved', async () => {
    const { open, savedChoices } = await application();
    const { host, drivers } = await open({ safeMode: true });
    expect(offBy(host)).toEqual({ own: undefined, other: 'safe-mode', added: 'safe-mode' });
    expect(drivers.get('other')).toMatchObject({ enabled: false });
    expect(await titles(host)).toEqual(['@modlink/driver-own@1.0.0']);
    await expect(host.search({ driverId: 'other' })).rejects.toMatchObject({
      code: 'DRIVER_DISABLED',
      message: expect.stringMatching(/safe mode.*enable\("other"\), or start without safe mode/),
      subject: { driverId: 'other', package: 'modlink-driver-other' },
    });
    expect(Object.keys(await savedChoices())).toEqual(['own']);
    await host.close();
    const later = await open();
    expect(offBy(later.host)).toEqual({ own: undefined, other: undefined, added: undefined });
  });

  it('lets the user switch one driver on, for this host', async () => {
    const { open } = await application();
    const { host, drivers } = await open({ safeMode: true });
    await drivers.enable('other');
    expect(offBy(host)).toEqual({ own: undefined, other: undefined, added: 'safe-mode' });
    expect(await titles(host)).toEqual(['@modlink/driver-own@1.0.0', 'modlink-driver-other@1.0.0']);
    await drivers.disable('other');
    expect(drivers.get('other').disabledBy).toBe('safe-mode');
    await host.close();
    const again = await open({ safeMode: true });
    expect(again.drivers.get('other').disabledBy).toBe('safe-mode');
    await again.host.close();
    const later = await open();
    expect(later.drivers.get('other').disabledBy).toBe('user');
  });
});

describe('an allow list', () => {
  it('of the application lets only its drivers and packages run', async () => {
    const { open } = await application();
    const { host, drivers } = await open({
      allowList: { drivers: ['own'], packages: ['@modlink/driver-added'] },
    });
    expect(offBy(host)).toEqual({ own: undefined, other: 'allow-list', added: undefined });
    for (const refused of [host.search({ driverId: 'other' }), drivers.enable('other')]) {
      await expect(refused).rejects.toMatchObject({
        code: 'DRIVER_DISABLED',
        message: expect.stringMatching(/allow list of this application.*createHost\(\{ allowList \}\)/),
      });
    }
    expect(await titles(host)).toEqual(['@modlink/driver-added@1.0.0', '@modlink/driver-own@1.0.0']);
  });

  it('of the user holds for later hosts too, until it is taken away', async () => {
    const { open } = await application();
    const first = await open();
    await first.drivers.setAllowList({ drivers: ['other'] });
    expect(offBy(first.host)).toEqual({ own: 'allow-list', other: undefined, added: 'allow-list' });
    await first.host.close();
    const second = await open({ allowList: { drivers: ['own', 'other'] } });
    expect(offBy(second.host)).toEqual({ own: 'allow-list', other: undefined, added: 'allow-list' });
    expect(second.drivers.allowList()).toEqual({ drivers: ['other'] });
    await expect(second.host.search({ driverId: 'own' })).rejects.toThrow(/in the settings.*setAllowList/);
    await second.drivers.setAllowList(undefined);
    expect(second.drivers.allowList()).toBeUndefined();
    expect(offBy(second.host)).toEqual({ own: undefined, other: undefined, added: 'allow-list' });
  });

  it('that is empty lets nothing run', async () => {
    const { open } = await application();
    const { host } = await open({ allowList: {} });
    expect(await titles(host)).toEqual([]);
  });

  it('does not take the name of a driver for that of a package, nor what a package calls itself', async () => {
    const { open, modules } = await application();
    await writeDriver(join(modules, 'own'), { driverId: 'sly', name: '@modlink/driver-own' });
    const { host } = await open({ allowList: { drivers: ['own'], packages: ['@modlink/driver-own'] } });
    expect(offBy(host).sly).toBe('allow-list');
  });

  it('is checked like every option', async () => {
    const { open } = await application();
    await expect(open({ allowList: ['own'] as never })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
    await expect(open({ safeMode: 'yes' as never })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });
});

it('a driver that is switched off says so, and its settings can still be read', async () => {
  const { open } = await application();
  const { host, drivers } = await open();
  await drivers.disable('other');
  expect(offBy(host)).toEqual({ own: undefined, other: 'user', added: undefined });
  expect(drivers.startable().map(({ driverId }) => driverId)).not.toContain('other');
  await expect(host.search({ driverId: 'other' })).rejects.toThrow(/switched off.*enable\("other"\)/);
  expect(await drivers.settings('other')).toEqual({});
});

describe('a driver id', () => {
  it('stays with the package that ran under it first, until the user gives it away', async () => {
    const { open, modules, savedChoices } = await application();
    const before = await open();
    await before.host.search({ driverId: 'other' });
    expect(await savedChoices()).toMatchObject({ other: { package: 'modlink-driver-other', enabled: true } });
    await before.host.close();
    await rm(join(modules, 'modlink-driver-other'), { recursive: true });
    await writeDriver(join(modules, 'modlink-driver-newcomer'), {
      driverId: 'other',
      name: 'modlink-driver-newcomer',
    });

    const { host, drivers } = await open();
    expect(drivers.get('other')).toMatchObject({ status: 'blocked', installedAs: 'modlink-driver-newcomer' });
    expect(drivers.diagnostics().map(({ code }) => code)).toEqual(['DRIVER_ID_NOT_OWNED']);
    await expect(host.search({ driverId: 'other' })).rejects.toMatchObject({
      code: 'DRIVER_BLOCKED',
      message: expect.stringMatching(
        /belongs to modlink-driver-other.*assign\("other", "modlink-driver-newcomer"\)/,
      ),
    });

    await drivers.assign('other', 'modlink-driver-newcomer');
    expect(drivers.diagnostics()).toEqual([]);
    const { devices } = await host.search({ driverId: 'other' });
    expect(devices.map(({ title }) => title)).toEqual(['modlink-driver-newcomer@1.0.0']);
  });

  it('can be given to either of two packages that have it, and to no other', async () => {
    const { open, modules } = await application();
    await writeDriver(join(modules, 'modlink-driver-second'), {
      driverId: 'other',
      name: 'modlink-driver-second',
    });
    const { drivers } = await open();
    expect(drivers.get('other').packageName).toBe('modlink-driver-other');
    expect(drivers.diagnostics().map(({ code }) => code)).toEqual(['DUPLICATE_DRIVER_ID']);
    await drivers.assign('other', 'modlink-driver-second');
    expect(drivers.get('other')).toMatchObject({ packageName: 'modlink-driver-second', status: 'ok' });
    expect(drivers.diagnostics().map(({ code }) => code)).toEqual(['DRIVER_ID_NOT_OWNED']);
    for (const [driverId, packageName] of [
      ['other', '@modlink/driver-own'],
      ['nobody', 'modlink-driver-second'],
    ] as const) {
      await expect(drivers.assign(driverId, packageName)).rejects.toMatchObject({ code: 'UNKNOWN_DRIVER' });
    }
    expect(drivers.get('other').packageName).toBe('modlink-driver-second');
  });

  it('is not remembered for a driver that never ran', async () => {
    const { open, savedChoices } = await application();
    const { host } = await open();
    await host.drivers.rescan();
    expect(await savedChoices()).toEqual({});
  });
});

describe('a package that changed since it was found', () => {
  it('is not loaded when it asks for another API', async () => {
    const { open, modules } = await application();
    const { host, drivers } = await open();
    await writeDriver(join(modules, 'modlink-driver-other'), {
      driverId: 'other',
      version: '2.0.0',
      apiVersion: 2,
    });
    const { failures } = await host.search({ driverId: 'other' });
    expect(failures).toMatchObject([
      {
        driverId: 'other',
        error: {
          code: 'DRIVER_BLOCKED',
          message: expect.stringMatching(/version 2 of the driver API; this host supports version 1/),
        },
      },
    ]);
    expect(drivers.get('other')).toMatchObject({ status: 'blocked', packageVersion: '2.0.0' });
  });

  it('is loaded as it is now when it fits, and listed so', async () => {
    const { open, modules } = await application();
    const { host, drivers } = await open({ isolation: 'process' });
    await writeDriver(join(modules, 'modlink-driver-other'), { driverId: 'other', version: '1.1.0' });
    expect(drivers.get('other').packageVersion).toBe('1.0.0');
    expect((await host.search({ driverId: 'other' })).devices[0]?.title).toBe('modlink-driver-other@1.1.0');
    expect(drivers.get('other').packageVersion).toBe('1.1.0');
  });
});

it('plugged-in devices get drivers named, those that may not run too, and none is loaded', async () => {
  const { open, modules, savedChoices } = await application();
  await writeDriver(join(modules, 'modlink-driver-other'), {
    driverId: 'other',
    match: { serial: [{ vendorId: '0403', productId: '6015' }] },
  });
  const { host, drivers } = await open({ safeMode: true });
  const port = { path: '/dev/ttyUSB0', identity: 'usb', vendorId: '0403', productId: '6015' };
  expect(drivers.suggest({ serial: [{ path: '/dev/ttyS0', identity: 's0' }, port] })).toMatchObject([
    {
      kind: 'serial',
      device: port,
      drivers: [
        {
          driver: { driverId: 'other', status: 'ok', disabledBy: 'safe-mode' },
          reason: 'Its USB ids are 0403:6015.',
        },
      ],
    },
  ]);
  expect(host.devices.list()).toEqual([]);
  expect(await savedChoices()).toEqual({});
});

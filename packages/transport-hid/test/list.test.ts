import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { part } from '@modlink/test-parts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { busTypeOf } from '../src/bus-type.js';
import { busTypeOfId, parseUevent } from '../src/hidraw.js';
import hidTransport from '../src/index.js';
import type { NativeHidInfo } from '../src/native.js';
import { createHidTransport } from '../src/transport.js';
import { createRuntime, listed, nativeWith, rejectionOf } from './fixture.js';

const run = promisify(execFile);
const listing = (infos: readonly NativeHidInfo[]) =>
  createHidTransport(createRuntime(), nativeWith({ list: async () => infos })).list();

describe('the list', () => {
  it('has one entry per interface, with all its collections', async () => {
    const path = '/dev/hidraw900';
    expect(
      await listing([
        listed({ path, usagePage: 1, usage: 5, serialNumber: 'a0:b1', product: 'Pad', manufacturer: '' }),
        listed({
          path,
          usagePage: 0x20,
          usage: 0x73,
          serialNumber: 'a0:b1',
          product: 'Pad',
          manufacturer: '',
        }),
      ]),
    ).toEqual([
      {
        path,
        identity: 'hid:054c:0ce6:a0:b1',
        vendorId: 0x54c,
        productId: 0xce6,
        usagePage: 1,
        usage: 5,
        collections: [
          { usagePage: 1, usage: 5 },
          { usagePage: 0x20, usage: 0x73 },
        ],
        product: 'Pad',
        serialNumber: 'a0:b1',
      },
    ]);
  });

  it('tells two devices of one kind, and two interfaces of one device, apart', async () => {
    const found = await listing([
      listed({ path: '/dev/hidraw900', serialNumber: 'one' }),
      listed({ path: '/dev/hidraw901', serialNumber: 'two' }),
      listed({ path: '/dev/hidraw902', serialNumber: 'two' }),
    ]);
    expect(found.map(({ path, identity }) => [path, identity])).toEqual([
      ['/dev/hidraw900', 'hid:054c:0ce6:one'],
      ['/dev/hidraw901', 'hid:054c:0ce6:two'],
      ['/dev/hidraw902', 'hid:054c:0ce6:two'],
    ]);
  });

  it('falls back on the path without a serial number, and leaves out what nobody can open', async () => {
    const { path: _, ...pathless } = listed({ path: '' });
    expect(await listing([pathless, listed({ path: 'DevSrvsID:4294', serialNumber: '' })])).toEqual([
      expect.objectContaining({ path: 'DevSrvsID:4294', identity: 'DevSrvsID:4294' }),
    ]);
  });

  it('passes on other failures', async () => {
    expect(await rejectionOf(createHidTransport(createRuntime(), nativeWith({})).list())).toMatchObject({
      code: 'IO_FAILED',
    });
  });

  it('says so where node-hid has no binary for the platform', async () => {
    const list = () => Promise.reject(new Error('Failed to find binding for HID_hidraw\nTried paths:\n - x'));
    expect(await rejectionOf(createHidTransport(createRuntime(), nativeWith({ list })).list())).toMatchObject(
      { code: 'TRANSPORT_UNAVAILABLE' },
    );
  });
});

describe('the bus of an interface', () => {
  it.each([
    ['HID_ID=0003:0000054C:00000CE6', 'usb'],
    ['DRIVER=playstation\nHID_ID=0005:0000054C:00000CE6\nHID_NAME=Wireless Controller\n', 'bluetooth'],
    ['HID_ID=0018:000004F3:00002D4A', 'i2c'],
    ['HID_ID=001C:000005AC:00000281', 'spi'],
    ['HID_ID=0006:00000001:00000001', undefined],
    ['DRIVER=hid-generic', undefined],
  ])('on Linux, by %j, is %s', (uevent, busType) => {
    expect(busTypeOfId(parseUevent(uevent))).toBe(busType);
  });

  it.each([
    [
      'win32',
      String.raw`\\?\HID#VID_054C&PID_0CE6&MI_03#8&1b0#{4d1e55b2-f16f-11cf-88cb-001111000030}`,
      'usb',
    ],
    [
      'win32',
      String.raw`\\?\HID#{00001124-0000-1000-8000-00805f9b34fb}_VID&0002054c_PID&0ce6#9&2#{4d1e55b2-f16f-11cf-88cb-001111000030}`,
      'bluetooth',
    ],
    [
      'win32',
      String.raw`\\?\HID#{00001812-0000-1000-8000-00805f9b34fb}_Dev_VID&02045e_PID&0b13#9&2#{4d1e55b2-f16f-11cf-88cb-001111000030}`,
      'bluetooth',
    ],
    ['win32', String.raw`\\?\HID#SYNA3602&Col01#5&2#{4d1e55b2-f16f-11cf-88cb-001111000030}`, undefined],
    ['darwin', 'DevSrvsID:4294969835', undefined],
    ['linux', '/dev/hidraw900', undefined],
  ] as const)('on %s, by %s, is %s', async (platform, path, busType) => {
    expect(await busTypeOf({ path, interface: -1 }, platform)).toBe(busType);
  });

  it('on macOS is USB where the device counts its interfaces', async () => {
    expect(await busTypeOf({ path: 'DevSrvsID:4294969835', interface: 0 }, 'darwin')).toBe('usb');
  });
});

const udev = await part('udev');

udev.describe('the devices of this machine', () => {
  it('are listed, or it says in words why they cannot be', async () => {
    const found = await hidTransport
      .create(createRuntime())
      .list()
      .catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'TRANSPORT_UNAVAILABLE', message: /hidraw/ });
        return [];
      });
    for (const { path, identity } of found) {
      expect(path).not.toBe('');
      expect(identity).not.toBe('');
    }
  });

  it('keep no program alive that lists and watches them', async () => {
    const { stdout } = await run(process.execPath, [fileURLToPath(new URL('list.mjs', import.meta.url))]);
    expect(JSON.parse(stdout)).toBeDefined();
  });

  it.runIf(process.platform === 'linux')('are out of reach without libudev, and it says so', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'modlink-hid-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'libudev.so.1'), 'not a library');
    const { stdout } = await run(process.execPath, [fileURLToPath(new URL('list.mjs', import.meta.url))], {
      env: { ...process.env, LD_LIBRARY_PATH: folder },
    });
    const error = JSON.parse(stdout) as { code: string; message: string };
    expect(error.code).toBe('TRANSPORT_UNAVAILABLE');
    expect(error.message).toMatch(/libudev1/);
  });
});

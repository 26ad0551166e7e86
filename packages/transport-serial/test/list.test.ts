import { part } from '@modlink/test-parts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import serialTransport from '../src/index.js';
import type { NativePortInfo } from '../src/native.js';
import { createSerialTransport } from '../src/transport.js';
import { createRuntime, rejectionOf } from './fixture.js';

/** What platforms tell of ports that this machine does not have. */
const listing = (ports: readonly NativePortInfo[]) =>
  createSerialTransport(createRuntime(), {
    list: async () => ports,
    open: () => Promise.reject(new Error('not opened here')),
  }).list();

describe('list', () => {
  it('names a device by its USB ids and serial number', async () => {
    const port = {
      path: '/dev/ttyUSB0',
      vendorId: '0403',
      productId: '6015',
      serialNumber: 'DM00Q0QN',
      manufacturer: 'FTDI',
    };
    expect(await listing([port])).toEqual([{ ...port, identity: 'usb:0403:6015:DM00Q0QN' }]);
  });

  it('writes USB ids in one form', async () => {
    const ports = await listing([
      { path: 'COM3', vendorId: '0X2341', productId: '0x43' },
      { path: 'COM4', vendorId: '1A86', productId: '7523' },
    ]);
    expect(ports.map(({ vendorId, productId }) => `${vendorId}:${productId}`)).toEqual([
      '2341:0043',
      '1a86:7523',
    ]);
  });

  it('falls back on the path where a device has no serial number of its own', async () => {
    const ports = await listing([
      { path: '/dev/ttyS0' },
      { path: '/dev/ttyUSB1', vendorId: '1a86', productId: '7523', serialNumber: '' },
    ]);
    expect(ports).toEqual([
      { path: '/dev/ttyS0', identity: '/dev/ttyS0' },
      { path: '/dev/ttyUSB1', identity: '/dev/ttyUSB1', vendorId: '1a86', productId: '7523' },
    ]);
  });

  it('passes on other failures', async () => {
    const broken = createSerialTransport(createRuntime(), {
      list: () => Promise.reject(new Error('udevadm exited with error code: 1')),
      open: () => Promise.reject(new Error('not opened here')),
    });
    expect(await rejectionOf(broken.list())).toMatchObject({ code: 'IO_FAILED' });
  });
});

const udev = await part('udev');

udev.describe('the ports of this machine', () => {
  it('are listed', async () => {
    for (const { path, identity } of await serialTransport.create(createRuntime()).list()) {
      expect(path).not.toBe('');
      expect(identity).not.toBe('');
    }
  });
});

describe.runIf(process.platform === 'linux')('without udevadm (only Linux needs it)', () => {
  it('says what is missing', async () => {
    vi.stubEnv('PATH', '/nonexistent');
    onTestFinished(() => void vi.unstubAllEnvs());
    const error = await rejectionOf(serialTransport.create(createRuntime()).list());
    expect(error).toMatchObject({ code: 'TRANSPORT_UNAVAILABLE' });
    expect(error.message).toContain('udevadm');
  });
});

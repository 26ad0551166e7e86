import { describe, expect, it, vi } from 'vitest';
import {
  findSerialPorts,
  type SerialPortInfo,
  type SerialTransport,
  TransportError,
} from '../../src/index.js';

const plain: SerialPortInfo = { path: '/dev/ttyS0', identity: '/dev/ttyS0' };
const usb: SerialPortInfo = {
  path: '/dev/ttyUSB0',
  identity: 'usb:1a86:7523:x',
  vendorId: '1a86',
  productId: '7523',
};
const likely: SerialPortInfo = {
  path: '/dev/ttyUSB1',
  identity: 'usb:0403:6015:DM00',
  vendorId: '0403',
  productId: '6015',
  serialNumber: 'DM00',
  manufacturer: 'FTDI',
};

/** The ports that a system lists: what search() does with them needs no device. */
const listing = (list: SerialTransport['list']): SerialTransport => ({
  list,
  watch: () => () => {},
  open: () => Promise.reject(new Error('nothing is opened by a search')),
});
const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
const nameOf = ({ vendorId }: SerialPortInfo) => (vendorId === '0403' ? 'Amplifier' : undefined);

describe('searching serial ports', () => {
  it('offers likely devices first, then other USB devices, then the rest, in words', async () => {
    const serial = listing(async () => [plain, usb, likely]);
    expect(await findSerialPorts({ serial, nameOf, log })).toEqual([
      {
        title: 'Amplifier (/dev/ttyUSB1)',
        subtitle: 'FTDI, USB 0403:6015, DM00',
        identity: likely.identity,
        extra: { path: likely.path },
      },
      {
        title: 'Serial port /dev/ttyUSB0',
        subtitle: 'USB 1a86:7523',
        identity: usb.identity,
        likely: false,
        extra: { path: usb.path },
      },
      {
        title: 'Serial port /dev/ttyS0',
        subtitle: '',
        identity: plain.identity,
        likely: false,
        extra: { path: plain.path },
      },
    ]);
  });

  it('offers a configured port first and once, with what the system tells of it', async () => {
    const serial = listing(async () => [likely, usb]);
    const found = await findSerialPorts({ serial, configured: usb.path, nameOf, log });
    expect(found.map(({ identity }) => identity)).toEqual([usb.identity, likely.identity]);
    expect(found.map((result) => result.likely)).toEqual([undefined, undefined]);
  });

  it('offers a configured port also where ports cannot be listed, and logs why', async () => {
    const serial = listing(() => Promise.reject(new TransportError('TRANSPORT_UNAVAILABLE', 'no udev')));
    const found = await findSerialPorts({ serial, configured: '/dev/pts/3', nameOf, log });
    expect(found).toMatchObject([{ identity: '/dev/pts/3', extra: { path: '/dev/pts/3' } }]);
    expect(log.warn).toHaveBeenCalledWith('no udev');
  });

  it('fails where nothing is configured, and for errors that are nobody’s', async () => {
    const unavailable = listing(() => Promise.reject(new TransportError('TRANSPORT_UNAVAILABLE', 'no udev')));
    await expect(findSerialPorts({ serial: unavailable, nameOf, log })).rejects.toThrow('no udev');
    const broken = listing(() => Promise.reject(new TypeError('broken')));
    await expect(findSerialPorts({ serial: broken, configured: 'x', nameOf, log })).rejects.toThrow('broken');
  });
});

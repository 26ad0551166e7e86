import { type SerialPortInfo, type SerialTransport, TransportError } from '@modlink/sdk';
import { parseManifest } from '@modlink/sdk/manifest';
import { part } from '@modlink/test-parts';
import { afterEach, describe, expect, it } from 'vitest';
import createDriver, { defaultSettings, SerialLines, serialLinesErrorCodes } from '../src/index.js';
import { knownBoards } from '../src/known-boards.js';
import { readPackageFile, TestHost, unhurried } from './host.js';

const pty = await part('pty');

describe('the package', () => {
  const { manifest, problems } = parseManifest(readPackageFile('package.json').modlink);

  it('has a valid manifest', () => {
    expect(problems).toBeUndefined();
    expect(Object.keys(manifest?.drivers ?? {})).toEqual(['serial-lines']);
  });

  it('recognizes the same boards as the driver', () => {
    const ids = knownBoards.map(({ name: _, ...board }) => board);
    expect(manifest?.drivers['serial-lines']?.match?.serial).toEqual(ids);
  });

  it('makes a driver that needs no host to be listed', () => {
    const driver = createDriver();
    expect(driver).toBeInstanceOf(SerialLines);
    expect(driver).toMatchObject({ deviceId: 'serial_lines.01', supportedProviders: ['serial'] });
    expect(driver.descriptors().map(({ streamKey }) => streamKey)).toEqual(['samples']);
  });

  it('has each error code once', () => {
    expect(new Set(serialLinesErrorCodes).size).toBe(serialLinesErrorCodes.length);
  });

  it('has a settings schema with the defaults of the driver, and words for each setting', () => {
    const { properties } = readPackageFile('settings.schema.json') as {
      properties: Record<string, { default?: unknown; title?: string; description?: string }>;
    };
    const defaults = Object.entries(properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    );
    expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
    for (const { title, description } of Object.values(properties)) {
      expect([title, description]).toEqual([expect.any(String), expect.any(String)]);
    }
  });
});

pty.describe('search', () => {
  let host: TestHost;
  afterEach(() => host.close());

  /** The ports of a machine that this one is not. */
  const search = (ports: readonly SerialPortInfo[] | TransportError, port?: string) => {
    const serial: SerialTransport = {
      list: async () => {
        if (ports instanceof TransportError) throw ports;
        return ports;
      },
      watch: () => () => {},
      open: () => Promise.reject(new Error('not opened here')),
    };
    host = new TestHost({ lines: [] }, port === undefined ? {} : { port }, serial);
    return host.driver.search('serial', unhurried);
  };
  const onboard = { path: '/dev/ttyS0', identity: '/dev/ttyS0' };
  const clone = { path: '/dev/ttyUSB0', identity: '/dev/ttyUSB0', vendorId: '1a86', productId: '7523' };
  const other = { path: '/dev/ttyUSB1', identity: '/dev/ttyUSB1', vendorId: '1a86', productId: '0001' };

  it('offers known boards first, by name, then other USB ports', async () => {
    expect(await search([onboard, other, clone])).toEqual([
      {
        title: 'CH340 serial chip (/dev/ttyUSB0)',
        subtitle: 'USB 1a86:7523',
        identity: '/dev/ttyUSB0',
        extra: { path: '/dev/ttyUSB0' },
      },
      expect.objectContaining({ title: 'Serial port /dev/ttyUSB1' }),
      expect.objectContaining({ title: 'Serial port /dev/ttyS0' }),
    ]);
  });

  it('offers the port of the settings first, also where ports cannot be listed', async () => {
    expect(await search([clone, onboard], '/dev/ttyS0')).toMatchObject([
      { extra: { path: '/dev/ttyS0' } },
      { extra: { path: '/dev/ttyUSB0' } },
    ]);
    await host.close();
    const unavailable = new TransportError('TRANSPORT_UNAVAILABLE', 'udevadm is missing');
    expect(await search(unavailable, '/dev/pts/3')).toMatchObject([{ extra: { path: '/dev/pts/3' } }]);
    await host.close();
    await expect(search(unavailable)).rejects.toBe(unavailable);
  });

  it('knows no other provider', async () => {
    await search([]);
    expect(() => host.driver.search('ble', unhurried)).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PROVIDER' }),
    );
  });
});

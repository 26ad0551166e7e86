import { type SerialPortInfo, type SerialTransport, TransportError } from '@modlink/sdk';
import { parseManifest } from '@modlink/sdk/manifest';
import { part } from '@modlink/test-parts';
import { afterEach, describe, expect, it } from 'vitest';
import createDriver, { channelInputs, cytonErrorCodes, defaultSettings, OpenBciCyton } from '../src/index.js';
import { gains } from '../src/parser/index.js';
import { readPackageFile, TestHost, unhurried } from './host.js';

const pty = await part('pty');

describe('the package', () => {
  it('has a valid manifest', () => {
    const { manifest, problems } = parseManifest(readPackageFile('package.json').modlink);
    expect(problems).toBeUndefined();
    expect(Object.keys(manifest?.drivers ?? {})).toEqual(['openbci-cyton']);
  });

  it('makes a driver that needs no host to be listed', () => {
    const driver = createDriver();
    expect(driver).toBeInstanceOf(OpenBciCyton);
    expect(driver).toMatchObject({
      deviceId: 'openbci_cyton.01',
      displayName: 'OpenBCI Cyton',
      supportedProviders: ['serial'],
    });
    expect(driver.descriptors().map(({ streamKey }) => streamKey)).toEqual(['eeg', 'accel']);
    expect(driver.descriptors()[0]?.channelNames).toHaveLength(8);
  });

  it('has each error code once', () => {
    expect(new Set(cytonErrorCodes).size).toBe(cytonErrorCodes.length);
  });
});

describe('the settings schema', () => {
  interface Schema {
    readonly properties: Record<string, { default?: unknown; enum?: unknown; items?: Schema }>;
  }
  const schema = readPackageFile('settings.schema.json') as unknown as Schema;

  it('has the defaults of the driver', () => {
    const defaults = Object.fromEntries(
      Object.entries(schema.properties).flatMap(([name, { default: value }]) =>
        value === undefined ? [] : [[name, value]],
      ),
    );
    expect(defaults).toEqual(defaultSettings);
  });

  it('has the choices of the driver', () => {
    const channel = schema.properties.channels?.items?.properties;
    expect(schema.properties.gain?.enum).toEqual(gains);
    expect(channel?.gain?.enum).toEqual(gains);
    expect(channel?.input?.enum).toEqual(channelInputs);
  });
});

pty.describe('search', () => {
  let host: TestHost;
  afterEach(() => host.close());

  /** The ports of a machine that this one is not. */
  const serialOf = (ports: readonly SerialPortInfo[] | TransportError): SerialTransport => ({
    list: async () => {
      if (ports instanceof TransportError) throw ports;
      return ports;
    },
    watch: () => () => {},
    open: () => Promise.reject(new Error('not opened here')),
  });
  const search = (ports: readonly SerialPortInfo[] | TransportError, port?: string) => {
    host = new TestHost({ samples: [] }, port === undefined ? {} : { port }, serialOf(ports));
    return host.driver.search('serial', unhurried);
  };

  const onboard = { path: '/dev/ttyS0', identity: '/dev/ttyS0' };
  const arduino = {
    path: '/dev/ttyACM0',
    identity: 'usb:2341:0043:7',
    vendorId: '2341',
    productId: '0043',
    serialNumber: '7',
  };
  const dongle = {
    path: '/dev/ttyUSB0',
    identity: 'usb:0403:6015:DM00Q0QN',
    vendorId: '0403',
    productId: '6015',
    serialNumber: 'DM00Q0QN',
    manufacturer: 'FTDI',
  };

  it('offers likely dongles first, then other USB ports', async () => {
    expect(await search([onboard, arduino, dongle])).toEqual([
      {
        title: 'OpenBCI dongle (/dev/ttyUSB0)',
        subtitle: 'FTDI, USB 0403:6015, DM00Q0QN',
        identity: 'usb:0403:6015:DM00Q0QN',
        extra: { path: '/dev/ttyUSB0' },
      },
      {
        title: 'Serial port /dev/ttyACM0',
        subtitle: 'USB 2341:0043, 7',
        identity: 'usb:2341:0043:7',
        likely: false,
        extra: { path: '/dev/ttyACM0' },
      },
      {
        title: 'Serial port /dev/ttyS0',
        subtitle: '',
        identity: '/dev/ttyS0',
        likely: false,
        extra: { path: '/dev/ttyS0' },
      },
    ]);
  });

  it('offers the port of the settings first, once', async () => {
    const paths = async (port: string) =>
      (await search([dongle, onboard], port)).map(({ extra }) => extra?.path);
    expect(await paths('/dev/pts/3')).toEqual(['/dev/pts/3', '/dev/ttyUSB0', '/dev/ttyS0']);
    await host.close();
    expect(await paths('/dev/ttyS0')).toEqual(['/dev/ttyS0', '/dev/ttyUSB0']);
  });

  it('offers the port of the settings also where ports cannot be listed', async () => {
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

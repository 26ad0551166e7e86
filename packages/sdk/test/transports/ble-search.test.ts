import { describe, expect, it } from 'vitest';
import { type BlePeripheralInfo, type BleTransport, findBlePeripherals } from '../../src/index.js';

const band: BlePeripheralInfo = {
  id: 'c0:00:00:00:00:01',
  identity: 'ble:c0:00:00:00:00:01',
  name: 'Band 7',
  rssiDbm: -50,
  serviceUuids: ['fe8d'],
};
const nameless: BlePeripheralInfo = { id: 'x', identity: 'ble:x', serviceUuids: ['fe8d'] };
const watch: BlePeripheralInfo = { id: 'y', identity: 'ble:y', name: 'Watch', serviceUuids: [] };

/** What is in range: the search needs nothing else of a transport. */
const ble: BleTransport = {
  scan: async () => [band, nameless, watch],
  connect: () => Promise.reject(new Error('nothing is connected by a search')),
};
const options = {
  ble,
  timeoutMs: 1000,
  signal: new AbortController().signal,
  kindOf: ({ serviceUuids }: BlePeripheralInfo) => (serviceUuids.includes('fe8d') ? 'Headband' : undefined),
  otherKind: 'Bluetooth device',
};

describe('searching Bluetooth peripherals', () => {
  it('gives those that the driver knows, in words', async () => {
    expect(await findBlePeripherals(options)).toEqual([
      {
        title: 'Band 7',
        subtitle: 'Headband, c0:00:00:00:00:01, -50 dBm',
        identity: band.identity,
        extra: { id: band.id },
      },
      { title: 'Headband', subtitle: 'Headband, x', identity: 'ble:x', extra: { id: 'x' } },
    ]);
  });

  it('gives only those with a name, where one is wanted, known or not', async () => {
    expect(await findBlePeripherals({ ...options, nameFilter: 'WATCH' })).toMatchObject([
      { title: 'Watch', subtitle: 'Bluetooth device, y' },
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Peripheral } from '../src/radio/native.js';
import { describeSighting, uuidOf } from '../src/radio/sighting.js';

/** What noble tells on platforms and of devices that are not here. */
const peripheral = (told: object): Peripheral =>
  ({
    id: '00aa01010042',
    address: '00:AA:01:01:00:42',
    rssi: -60,
    advertisement: { serviceUuids: [], localName: undefined, manufacturerData: undefined },
    ...told,
  }) as unknown as Peripheral;

describe('what was seen of a peripheral', () => {
  it('has its address as id, and nothing that is not known', () => {
    expect(describeSighting(peripheral({}))).toEqual({
      id: '00:aa:01:01:00:42',
      identity: 'ble:00:aa:01:01:00:42',
      rssiDbm: -60,
      serviceUuids: [],
    });
  });

  it("has the platform's id where addresses are hidden", () => {
    const hidden = peripheral({ id: '1B7CA5D3A7B14F0F9C1F0D3C8F5C1A11', address: '' });
    expect(describeSighting(hidden).identity).toBe('ble:1b7ca5d3a7b14f0f9c1f0d3c8f5c1a11');
  });

  it('has UUIDs in the form of the SDK, and no strength where the adapter tells none', () => {
    const told = peripheral({
      rssi: 127,
      advertisement: {
        localName: 'Muse-1234',
        serviceUuids: ['fe8d', 'aa', '273e00014c4d454d96bef03bac821358'],
        manufacturerData: Buffer.of(1, 2, 3),
      },
    });
    expect(describeSighting(told)).toEqual({
      id: '00:aa:01:01:00:42',
      identity: 'ble:00:aa:01:01:00:42',
      name: 'Muse-1234',
      serviceUuids: ['fe8d', '00aa', '273e0001-4c4d-454d-96be-f03bac821358'],
      manufacturerData: Uint8Array.of(1, 2, 3),
    });
    expect(uuidOf('1800')).toBe('1800');
  });
});

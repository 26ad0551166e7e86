import { describe, expect, it } from 'vitest';
import {
  type BlePeripheral,
  counterPeripheral,
  counterUuids,
  dropped,
  SimulatedBle,
  VirtualClock,
} from '../src/index.js';
import { describeBleTransport } from '../src/vitest/index.js';

const { batteryService, batteryLevel, counterService, counter } = counterUuids;
const ofCounter = { service: counterService, characteristic: counter };

function world(peripherals: readonly BlePeripheral[] = [counterPeripheral()]) {
  const clock = new VirtualClock();
  const ble = new SimulatedBle({ clock, peripherals });
  return { clock, ble, id: peripherals[0]?.id ?? '' };
}

describeBleTransport('SimulatedBle', () => {
  const { clock, ble } = world();
  return { ble, advance: (ms) => clock.advance(ms) };
});

describe('simulated Bluetooth', () => {
  it('lists the strongest signal first, and advertises all services where nothing else is said', async () => {
    const { ble } = world([
      { id: '01', services: [{ uuid: '180D', characteristics: [] }] },
      counterPeripheral(),
    ]);
    expect(await ble.scan({ timeoutMs: 1 })).toMatchObject([
      { id: 'c0:ff:ee:00:00:01', rssiDbm: -50 },
      { id: '01', identity: 'ble:01', rssiDbm: -60, serviceUuids: ['180d'] },
    ]);
    ble.setRssiDbm('01', -40);
    expect((await ble.scan({ timeoutMs: 1 })).map(({ id }) => id)).toEqual(['01', 'c0:ff:ee:00:00:01']);
    const connection = await ble.connect({ id: '01' });
    ble.setRssiDbm('01', -77);
    expect(await connection.readRssiDbm()).toBe(-77);
  });

  it('notifies at its pace, through the distortion, and overwrites what it lent', async () => {
    const { clock, ble, id } = world();
    ble.distort(dropped(2));
    const connection = await ble.connect({ id });
    const seen: [number, number][] = [];
    const kept: Uint8Array[] = [];
    const startNs = clock.nowNs();
    await connection.subscribe(ofCounter, (bytes, arrivalNs) => {
      seen.push([bytes[0] ?? -1, Number(arrivalNs - startNs) / 1e6]);
      kept.push(bytes);
    });
    await clock.advance(100);
    expect(seen).toEqual([
      [0, 20],
      [2, 60],
      [4, 100],
    ]);
    expect(kept[0]).toEqual(new Uint8Array(4).fill(0xee));
  });

  it('goes out of range and comes back', async () => {
    const { clock, ble, id } = world();
    const connection = await ble.connect({ id });
    const told: unknown[] = [];
    const counts: number[] = [];
    connection.onClose((error) => told.push(error?.code));
    await connection.subscribe(ofCounter, (bytes) => counts.push(bytes[0] ?? -1));
    await clock.advance(40);
    ble.unplug();
    await clock.advance(100);
    expect(told).toEqual(['DEVICE_UNPLUGGED']);
    expect(counts).toEqual([0, 1]);
    expect(ble.openDevices).toEqual([]);
    expect(await ble.scan({ timeoutMs: 1 })).toEqual([]);
    await expect(ble.connect({ id })).rejects.toMatchObject({ code: 'DEVICE_NOT_FOUND' });
    ble.plugIn();
    expect((await ble.connect({ id })).id).toBe(id);
    expect(ble.openings).toBe(3);
    expect(ble.openDevices).toEqual([id]);
  });

  it('fails and stalls when it is told to', async () => {
    const { ble, id } = world();
    const failure = new Error('the radio is tired');
    ble.failNextOpen(failure);
    await expect(ble.connect({ id })).rejects.toBe(failure);
    ble.stallOpening();
    const controller = new AbortController();
    const reason = new Error('too slow');
    const connecting = ble.connect({ id, signal: controller.signal });
    controller.abort(reason);
    await expect(connecting).rejects.toBe(reason);
  });

  it('has peripherals without a script, which are read from their values', async () => {
    const value = Uint8Array.of(42);
    const { ble } = world([
      {
        id: '01',
        services: [
          { uuid: batteryService, characteristics: [{ uuid: batteryLevel, properties: ['read'], value }] },
        ],
      },
    ]);
    const connection = await ble.connect({ id: '01' });
    const read = await connection.read({ service: batteryService, characteristic: batteryLevel });
    expect(read).toEqual(value);
    read.fill(0);
    expect(value[0]).toBe(42);
  });
});

import type { BlePeripheral } from './ble-peripheral.js';

/** UUIDs of the {@link counterPeripheral}. Battery Service and Battery Level are assigned by the Bluetooth SIG. */
export const counterUuids = {
  batteryService: '180f',
  batteryLevel: '2a19',
  counterService: 'c0de0001-5d1c-4bd1-9a0f-6d6f646c696e',
  /** Notifies a number of 32 bits, little-endian, that goes up by one. */
  counter: 'c0de0002-5d1c-4bd1-9a0f-6d6f646c696e',
  /** Holds what is written to it. `ff` ends the connection, `fe` fails. */
  memory: 'c0de0003-5d1c-4bd1-9a0f-6d6f646c696e',
  /** Indicates the number of every byte that was written to the memory. */
  memorySize: 'c0de0004-5d1c-4bd1-9a0f-6d6f646c696e',
} as const;

/** How often the counter counts, in milliseconds. */
const countIntervalMs = 20;

/**
 * The peripheral that the Bluetooth contract is tested with: a battery at 87 %, a counter that notifies fifty times a second
 * from when it is subscribed to, and a memory. It is also the example of how a peripheral is written.
 */
export function counterPeripheral(name = 'Counter', id = 'c0:ff:ee:00:00:01'): BlePeripheral {
  const { batteryService, batteryLevel, counterService, counter, memory, memorySize } = counterUuids;
  return {
    id,
    name,
    rssiDbm: -50,
    serviceUuids: [batteryService],
    // The company id that the Bluetooth SIG keeps for tests, 0xffff, then two bytes.
    manufacturerData: Uint8Array.of(0xff, 0xff, 0x4d, 0x4c),
    services: [
      {
        uuid: batteryService,
        characteristics: [{ uuid: batteryLevel, properties: ['read'], value: Uint8Array.of(87) }],
      },
      {
        uuid: counterService,
        characteristics: [
          { uuid: counter, properties: ['notify'] },
          { uuid: memory, properties: ['read', 'write', 'writeWithoutResponse'] },
          { uuid: memorySize, properties: ['indicate'] },
        ],
      },
    ],
    connect(line) {
      let stop = () => {};
      let held = new Uint8Array();
      return {
        [counter]: {
          onSubscribe() {
            stop = line.every(countIntervalMs, (count) => line.notify(counter, uint32(count)));
          },
          onUnsubscribe: () => stop(),
        },
        [memory]: {
          onRead: () => held,
          onWrite(bytes) {
            if (bytes[0] === 0xfe) throw new Error('The memory does not take fe.');
            if (bytes[0] === 0xff) return line.disconnect();
            held = Uint8Array.from(bytes);
            line.notify(memorySize, uint32(held.length));
          },
        },
      };
    },
  };
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

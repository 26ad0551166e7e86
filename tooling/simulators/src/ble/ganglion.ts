import type { BlePeripheral } from './ble-peripheral.js';
import { GanglionBoard, type GanglionOptions } from './ganglion-board.js';

const service = 'fe84';
const receive = '2d30c082-f39f-4ce6-923f-3484ea480596';
const send = '2d30c083-f39f-4ce6-923f-3484ea480596';
const disconnect = '2d30c084-f39f-4ce6-923f-3484ea480596';
const softwareRevision = '2a28';

/** An OpenBCI Ganglion. As the real one, it is reset by being connected. */
export function ganglionPeripheral(options: GanglionOptions = {}): BlePeripheral {
  const { id = 'c0:ff:ee:00:fe:84', name = 'Ganglion-5a3b', rssiDbm = -57, hasRevision = true } = options;
  const revision = new TextEncoder().encode(options.firmware ?? '2.0.1');
  return {
    id,
    name,
    rssiDbm,
    serviceUuids: [service],
    services: [
      {
        uuid: service,
        characteristics: [
          { uuid: receive, properties: ['read', 'notify'] },
          { uuid: send, properties: ['write', 'writeWithoutResponse'] },
          { uuid: disconnect, properties: ['write', 'writeWithoutResponse'] },
        ],
      },
      ...(hasRevision
        ? [
            {
              uuid: '180a',
              characteristics: [{ uuid: softwareRevision, properties: ['read'] as const, value: revision }],
            },
          ]
        : []),
    ],
    connect(line) {
      const board = new GanglionBoard(
        {
          send: (bytes) => line.notify(receive, bytes),
          every: (intervalMs, run) => line.every(intervalMs, run),
        },
        options,
      );
      return {
        [send]: { onWrite: (bytes) => board.obey(String.fromCharCode(...bytes)) },
        [disconnect]: { onWrite: () => line.disconnect() },
      };
    },
  };
}

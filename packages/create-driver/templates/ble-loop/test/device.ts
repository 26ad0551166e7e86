/** The device, simulated: each reading gives a packet of each stream. */
import { SimulatedBle, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
import { packetsCharacteristic, service } from '../src/uuids.js';
import { encodePacket } from './packets.js';
import { sampleValues } from './samples.js';

const uuid = packetsCharacteristic.characteristic;

export function plugIn(clock: VirtualClock): SimulatedBle {
  return new SimulatedBle({
    clock,
    peripherals: [
      {
        id: 'c0:ff:ee:00:00:07',
        name: 'Template sensor',
        services: [{ uuid: service, characteristics: [{ uuid, properties: ['read'] }] }],
        connect() {
          let count = 0;
          return {
            [uuid]: {
              onRead() {
                const packets = streams.map((_, stream) =>
                  encodePacket(stream, count, sampleValues(stream, count)),
                );
                count += 1;
                return Uint8Array.from(packets.flatMap((packet) => [...packet]));
              },
            },
          };
        },
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] => sampleValues(stream, 0);

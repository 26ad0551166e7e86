/** The device, simulated: it notifies packets to who subscribes, at most 20 bytes at a time. */
import { SimulatedBle, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
import { packetsCharacteristic, service } from '../src/uuids.js';
import { encodePacket } from './packets.js';
import { intervalMs, sampleValues } from './samples.js';

const uuid = packetsCharacteristic.characteristic;
/** What a notification carries where nothing larger was agreed upon. */
const pieceBytes = 20;

export function plugIn(clock: VirtualClock): SimulatedBle {
  return new SimulatedBle({
    clock,
    peripherals: [
      {
        id: 'c0:ff:ee:00:00:07',
        name: 'Template sensor',
        services: [{ uuid: service, characteristics: [{ uuid, properties: ['notify'] }] }],
        connect(line) {
          const send = (packet: Uint8Array) => {
            for (let from = 0; from < packet.length; from += pieceBytes)
              line.notify(uuid, packet.slice(from, from + pieceBytes));
          };
          let stops: (() => void)[] = [];
          return {
            [uuid]: {
              onSubscribe() {
                stops = streams.map((_, stream) =>
                  line.every(intervalMs(stream), (index) =>
                    send(encodePacket(stream, index, sampleValues(stream, index))),
                  ),
                );
              },
              onUnsubscribe() {
                for (const stop of stops) stop();
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

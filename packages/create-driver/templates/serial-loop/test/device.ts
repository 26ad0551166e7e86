/** The device, simulated: it answers a question with a packet of each stream. */
import { SimulatedSerial, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
import { encodePacket } from './packets.js';
import { sampleValues } from './samples.js';

export function plugIn(clock: VirtualClock): SimulatedSerial {
  return new SimulatedSerial({
    clock,
    devices: [
      {
        path: '/dev/ttySIM0',
        vendorId: '1209',
        productId: '0001',
        connect(line) {
          let count = 0;
          return {
            onWrite(_bytes, text) {
              if (text !== '?') return;
              for (const stream of streams.keys())
                line.send(encodePacket(stream, count, sampleValues(stream, count)));
              count += 1;
            },
          };
        },
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] => sampleValues(stream, 0);

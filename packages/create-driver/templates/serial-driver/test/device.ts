/** The device, simulated: it sends packets between two commands. */
import { SimulatedSerial, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
import { encodePacket } from './packets.js';
import { intervalMs, sampleValues } from './samples.js';

export function plugIn(clock: VirtualClock): SimulatedSerial {
  return new SimulatedSerial({
    clock,
    devices: [
      {
        path: '/dev/ttySIM0',
        vendorId: '1209',
        productId: '0001',
        connect(line) {
          let stops: (() => void)[] = [];
          const stop = () => {
            for (const each of stops) each();
            stops = [];
          };
          const start = () => {
            stop();
            stops = streams.map((_, stream) =>
              line.every(intervalMs(stream), (index) =>
                encodePacket(stream, index, sampleValues(stream, index)),
              ),
            );
          };
          return {
            onWrite(_bytes, text) {
              if (text === 's') start();
              if (text === 'x') stop();
            },
          };
        },
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] => sampleValues(stream, 0);

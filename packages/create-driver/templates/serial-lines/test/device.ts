/** The device, simulated: it prints lines between two commands. */
import { SimulatedSerial, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
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
            // The first line may have begun before anybody listened.
            line.send('\r\n');
            stops = streams.map(({ streamKey }, stream) =>
              line.every(intervalMs(stream), (index) => `${streamKey} ${sampleValues(stream, index)}\r\n`),
            );
          };
          return {
            onWrite(_bytes, text) {
              if (text === 'start\n') start();
              if (text === 'stop\n') stop();
            },
          };
        },
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] => sampleValues(stream, 0);

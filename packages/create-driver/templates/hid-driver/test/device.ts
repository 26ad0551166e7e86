/** The device, simulated: it sends reports as long as it is open. */
import { SimulatedHid, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
import { encodeReport } from './reports.js';
import { intervalMs, sampleValues } from './samples.js';

export function plugIn(clock: VirtualClock): SimulatedHid {
  return new SimulatedHid({
    clock,
    devices: [
      {
        path: '/dev/hidrawSIM0',
        vendorId: 0x1209,
        productId: 0x0001,
        connect(line) {
          for (const stream of streams.keys())
            line.every(intervalMs(stream), (index) =>
              encodeReport(stream, index, sampleValues(stream, index)),
            );
          return {};
        },
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] => sampleValues(stream, 0);

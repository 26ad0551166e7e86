/** The device, simulated: each reading of a feature report gives the next sample. */
import { SimulatedHid, type VirtualClock } from '@modlink/testkit';
import { streams } from '../src/streams.js';
import { encodeReport } from './reports.js';
import { sampleValues } from './samples.js';

export function plugIn(clock: VirtualClock): SimulatedHid {
  return new SimulatedHid({
    clock,
    devices: [
      {
        path: '/dev/hidrawSIM0',
        vendorId: 0x1209,
        productId: 0x0001,
        connect() {
          const counts = streams.map(() => 0);
          return {
            getFeatureReport(reportId) {
              const stream = reportId - 1;
              const count = counts[stream];
              if (count === undefined) return undefined;
              counts[stream] = count + 1;
              return encodeReport(stream, count, sampleValues(stream, count));
            },
          };
        },
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] => sampleValues(stream, 0);

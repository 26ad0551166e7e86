/** The device, simulated: a camera that always sees the same grey. */
import { SimulatedMedia, type VirtualClock } from '@modlink/testkit';
import { valuesPerSample } from '../src/streams.js';
import { intervalMs } from './samples.js';

const grey = 60;
const [width, height] = [64, 48];

export function plugIn(clock: VirtualClock): SimulatedMedia {
  return new SimulatedMedia({
    clock,
    cameras: [
      {
        id: 'camera',
        label: 'Simulated camera',
        modes: [{ width, height, frameRateHz: 1_000 / intervalMs(0), pixelFormat: 'gray8' }],
        picture: () => new Uint8Array(width * height).fill(grey),
      },
    ],
  });
}

/** What comes first. */
export const firstSample = (stream: number): number[] =>
  new Array<number>(valuesPerSample[stream] ?? 0).fill(grey);

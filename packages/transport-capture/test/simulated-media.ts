import { SimulatedMedia, type VirtualClock } from '@modlink/testkit';

/** A camera and a microphone whose pictures and samples differ from one another. */
export function simulatedMedia(clock: VirtualClock): SimulatedMedia {
  return new SimulatedMedia({
    clock,
    cameras: [
      { id: 'camera', delayMs: 3.5, modes: [{ width: 8, height: 4, frameRateHz: 30, pixelFormat: 'gray8' }] },
    ],
    microphones: [
      {
        id: 'microphone',
        modes: [{ sampleRateHz: 48_000, channels: 2 }],
        sample: (index, channel) => Math.sin(index / 7 + channel),
      },
    ],
  });
}

import type { MotionAt } from '@modlink/simulators/hid';
import type { RecordedFrame } from '@modlink/testkit';
import { expect } from 'vitest';
import '@modlink/testkit/vitest';

/** One emitted sample with its place on the device's clock. */
export interface EmittedSample {
  readonly values: readonly number[];
  /** Of the device's clock; `undefined` where it has none. */
  readonly deviceTimeNs: bigint | undefined;
}

/** All samples of a stream, in order. */
export function samplesOf(
  frames: readonly RecordedFrame[],
  streamKey: string,
  rateHz = 250,
): readonly EmittedSample[] {
  return frames
    .filter((frame) => frame.streamKey === streamKey)
    .flatMap(({ data, deviceTimeNs }) => {
      const [channels = 0, count = 0] = data.shape;
      return Array.from({ length: count }, (_, sample) => ({
        values: Array.from({ length: channels }, (_, channel) =>
          Number(data.values[channel * count + sample]),
        ),
        deviceTimeNs:
          deviceTimeNs === undefined ? undefined : deviceTimeNs + BigInt(Math.round((sample * 1e9) / rateHz)),
      }));
    });
}

export interface MotionTruth {
  readonly motion: MotionAt;
  readonly rateHz: number;
  /** The device's clock at the first report of the simulation, in nanoseconds. */
  readonly startNs?: number;
  /** The largest difference that the converters' steps explain. */
  readonly accelTolerance: number;
  readonly gyroTolerance: number;
}

/** Every sample is what the simulator was told to feel at the sample's time on the device's clock. */
export function expectMotion(frames: readonly RecordedFrame[], truth: MotionTruth): void {
  const { motion, rateHz, startNs = 0, accelTolerance, gyroTolerance } = truth;
  for (const streamKey of ['accel', 'gyro'] as const) {
    const tolerance = streamKey === 'accel' ? accelTolerance : gyroTolerance;
    const samples = samplesOf(frames, streamKey, rateHz);
    expect(samples.length).toBeGreaterThan(100);
    for (const { values, deviceTimeNs = 0n } of samples) {
      const index = Math.round(((Number(deviceTimeNs) - startNs) / 1e9) * rateHz);
      const expected = motion(index / rateHz)[streamKey];
      for (const [axis, value] of values.entries()) {
        expect(Math.abs(value - (expected[axis] ?? 0))).toBeLessThan(tolerance);
      }
    }
  }
}

/** Samples that the device's own numbers say are missing. */
export function lostOf(frames: readonly RecordedFrame[], streamKey: string): number {
  return frames.filter((frame) => frame.streamKey === streamKey).reduce((sum, { lost = 0 }) => sum + lost, 0);
}

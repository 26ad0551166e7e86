/** Frames along their time axis: the place of each step in time, and their values with time as the first axis. */
import { payloadLayouts, type StreamDescriptor, type TypedArray } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { ExportFrame } from '../export-format.js';

/** From a frame's timestamp to that of a step of its time axis: the step at the nominal rate, 0 for irregular streams. */
export function stepOffsetNs(nominalSampleRateHz: number | 'irregular', step: number): bigint {
  return nominalSampleRateHz === 'irregular' ? 0n : BigInt(Math.round((step * 1e9) / nominalSampleRateHz));
}

/** The timestamp of each step of a frame, nanoseconds since the Unix epoch. */
export function stepTimesNs(descriptor: StreamDescriptor, view: FrameView): BigInt64Array {
  const times = new BigInt64Array(view.axisLength(payloadLayouts[descriptor.payloadType].timeAxis));
  const start = view.timestampNs;
  for (let step = 0; step < times.length; step++) {
    times[step] = start + stepOffsetNs(descriptor.nominalSampleRateHz, step);
  }
  return times;
}

/** The same, freed of jitter; `undefined` where that was not asked for. */
export function dejitteredTimesNs({ dejittered, view }: ExportFrame): BigInt64Array | undefined {
  if (dejittered === undefined) return undefined;
  const { timestampNs, samplePeriodNs = 0 } = dejittered;
  return BigInt64Array.from(
    { length: view.axisLength(1) },
    (_, step) => timestampNs + BigInt(Math.round(step * samplePeriodNs)),
  );
}

/** For formats that have one time for each step: freed of jitter where that was asked for, otherwise as recorded. */
export function chosenTimesNs(descriptor: StreamDescriptor, frame: ExportFrame): BigInt64Array {
  return dejitteredTimesNs(frame) ?? stepTimesNs(descriptor, frame.view);
}

/** The one time of a frame, by the same rule. */
export function chosenTimeNs({ dejittered, view }: ExportFrame): bigint {
  return dejittered?.timestampNs ?? view.timestampNs;
}

/** Whether a frame's shape is that of another but for the length of its time axis, and so fits the same table. */
export function sameColumns(shape: readonly number[], other: readonly number[]): boolean {
  return shape.length === other.length && shape.every((length, axis) => axis === 1 || length === other[axis]);
}

/**
 * The values of a frame `[channel, step, ...]` in the order `[step, channel, ...]`: a copy, unless that is the same. Pictures
 * with interleaved pixels stand one after the other as they are.
 */
export function timeFirst({ data: { values, shape }, pixelFormat }: FrameView): TypedArray {
  const [channels = 0, steps = 0, ...inner] = shape;
  if (pixelFormat !== undefined || channels === 1 || steps === 1) return values;
  const size = inner.reduce((product, length) => product * length, 1);
  const Values = values.constructor as new (length: number) => TypedArray;
  const ordered = new Values(values.length);
  for (let channel = 0; channel < channels; channel++) {
    for (let step = 0; step < steps; step++) {
      const from = (channel * steps + step) * size;
      const to = (step * channels + channel) * size;
      if (size === 1) ordered[to] = values[from] as never;
      else ordered.set(values.subarray(from, from + size) as never, to);
    }
  }
  return ordered;
}

/** The axes after the time: planar frames `[channel, ...]`; interleaved pixels as they stand, `[height, width, byte]`. */
export function innerAxes(
  { pixelFormat }: StreamDescriptor,
  [channels = 0, , ...inner]: readonly number[],
): readonly number[] {
  if (pixelFormat === undefined) return [channels, ...inner];
  return channels === 1 ? inner : [...inner, channels];
}

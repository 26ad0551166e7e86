import { type DType, ndarray, type PayloadType, typedArrays } from '@modlink/sdk';
import { FrameEncoder } from '@modlink/sdk/encoding';

/** One kind of frame that is measured. */
export interface FrameKind {
  /** In the ids of measurements. */
  readonly key: string;
  /** What people read. */
  readonly name: string;
  readonly payloadType: PayloadType;
  readonly dtype: DType;
  readonly shape: readonly [channels: number, samples: number, ...rest: number[]];
  /** Frames per second at which latency is measured: 1,000, unless no device sends so many. */
  readonly latencyRateHz: number;
}

export const frameKinds: readonly FrameKind[] = [
  {
    key: 'eeg',
    name: '8 x 10 float32',
    payloadType: 'signal',
    dtype: 'float32',
    shape: [8, 10],
    latencyRateHz: 1_000,
  },
  {
    key: 'imu',
    name: '6 x 1 float32',
    payloadType: 'signal',
    dtype: 'float32',
    shape: [6, 1],
    latencyRateHz: 1_000,
  },
  {
    key: 'array',
    name: '256 x 32 float32',
    payloadType: 'signal',
    dtype: 'float32',
    shape: [256, 32],
    latencyRateHz: 1_000,
  },
  {
    key: 'video',
    name: '640 x 480 x 3 uint8',
    payloadType: 'video',
    dtype: 'uint8',
    shape: [3, 1, 480, 640],
    latencyRateHz: 100,
  },
];

/** What is in a frame: zeros, or a signal with noise, which a compression has work with. */
export type FrameValues = 'zeros' | 'signal';

/** A frame of a kind, encoded. The bare pipe and the raw file carry as many bytes. */
export function encodedFrame(
  { dtype, shape }: Pick<FrameKind, 'dtype' | 'shape'>,
  streamId = 'benchmark.01:frames',
  values: FrameValues = 'zeros',
): Uint8Array {
  const array = new typedArrays[dtype](shape.reduce((product, length) => product * length));
  if (values === 'signal') {
    for (let at = 0; at < array.length; at++) array[at] = 50 * Math.sin(at / 7) + 20 * Math.random() + 60;
  }
  return new FrameEncoder().encode({ streamId, timestampNs: 1n, seq: 0, data: ndarray(array, [...shape]) });
}

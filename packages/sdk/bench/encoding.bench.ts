/**
 * What encoding and decoding a frame costs, beside copying the same bytes, which is the least that any transport does.
 */
import { bench, describe } from 'vitest';
import { decodeFrame, FrameEncoder } from '../src/encoding/index.js';
import { ndarray, type TypedArray } from '../src/index.js';

const frames: readonly [name: string, values: TypedArray, shape: readonly number[]][] = [
  ['8 x 10 float32, an EEG chunk', new Float32Array(80), [8, 10]],
  ['6 x 1 float32, an IMU sample', new Float32Array(6), [6, 1]],
  ['256 x 32 float32, a dense array', new Float32Array(8_192), [256, 32]],
  ['640 x 480 x 3 uint8, a picture', new Uint8Array(921_600), [3, 1, 480, 640]],
];

/** Results go here, so that nothing is optimized away. */
export const sink = { sum: 0 };

describe.each(frames)('%s', (_name, values, shape) => {
  const encoder = new FrameEncoder();
  const frame = {
    streamId: 'bench.01:stream',
    timestampNs: 1_700_000_000_000_000_000n,
    seq: 1,
    data: ndarray(values, shape),
  };
  const message = encoder.encode(frame);
  const source = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const target = new Uint8Array(values.byteLength);

  bench('copy the bytes (baseline)', () => {
    target.set(source);
    sink.sum += target[0] ?? 0;
  });
  bench('encode, borrowed', () => {
    sink.sum += encoder.encodeBorrowed(frame).byteLength;
  });
  bench('encode, into a buffer of its own', () => {
    sink.sum += encoder.encode(frame).byteLength;
  });
  bench('decode and read the header', () => {
    const view = decodeFrame(message);
    sink.sum += view.axisLength(1) + (view.seq ?? 0);
  });
  bench('decode and view the values', () => {
    sink.sum += Number(decodeFrame(message).data.values[0]);
  });
});

/** What counting a frame costs, against decoding it: both happen once for each frame on the bus. */
import { ndarray } from '@modlink/sdk';
import { decodeFrame, FrameEncoder } from '@modlink/sdk/encoding';
import { bench, describe } from 'vitest';
import { StreamStatistics } from '../src/index.js';

const encoder = new FrameEncoder();
const data = ndarray(new Float32Array(80), [8, 10]);
const start = 1_750_000_000_000_000_000n;

for (const hasClock of [false, true]) {
  const frames = Array.from({ length: 10_000 }, (_, seq) => {
    const atNs = BigInt(seq) * 40_000_000n;
    const timestampNs = start + atNs + BigInt((seq * 7919) % 5_000_000);
    return encoder.encode({
      streamId: 'amplifier.01:eeg',
      timestampNs,
      seq,
      data,
      ...(hasClock && { deviceTimeNs: atNs }),
    });
  });

  describe(`10,000 frames ${hasClock ? 'with' : 'without'} a device clock`, () => {
    bench('decode', () => {
      for (const bytes of frames) decodeFrame(bytes);
    });

    bench('decode and count', () => {
      const statistics = new StreamStatistics(250);
      for (const bytes of frames) {
        const view = decodeFrame(bytes);
        statistics.add(view, view.timestampNs);
      }
    });
  });
}

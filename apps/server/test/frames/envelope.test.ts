import { ndarray, StreamDescriptor } from '@modlink/sdk';
import { decodeFrame, FrameEncoder, type FrameView } from '@modlink/sdk/encoding';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Envelope, samplesPerPoint } from '../../src/frames/envelope.js';

const encoder = new FrameEncoder();

interface Chunk {
  readonly values: Float32Array;
  readonly channels?: number;
  readonly seq?: number;
  readonly lost?: number;
  readonly timestampNs?: bigint;
}

function frame({ values, channels = 1, seq, lost, timestampNs = 0n }: Chunk): FrameView {
  return decodeFrame(
    encoder.encode({
      streamId: 'test.01:signal',
      timestampNs,
      data: ndarray(values, [channels, values.length / channels]),
      seq,
      lost,
    }),
  );
}

describe('the envelope of a signal', () => {
  it('has the least and the greatest of each span, per channel', () => {
    const envelope = new Envelope(3, 1_000);
    // Two channels of seven samples: two whole points, one sample over.
    const values = Float32Array.of(1, 5, 2, -4, 0, 4, 9, /**/ 10, 30, 20, 7, 8, 9, 0);
    const points = decodeFrame(envelope.add(frame({ values, channels: 2 })) as Uint8Array);
    expect(points.data.shape).toEqual([2, 4]);
    expect([...points.data.values]).toEqual([1, 5, -4, 4, 10, 30, 7, 9]);
  });

  it('holds every peak, whatever the chunks', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 200 }),
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 2, max: 30 }),
        (samples, lengths, perPoint) => {
          const envelope = new Envelope(perPoint, 100);
          const got: number[] = [];
          for (let at = 0, seq = 0; at < samples.length; seq++) {
            const length = lengths[seq % lengths.length] as number;
            const values = Float32Array.from(samples.slice(at, at + length));
            const points = envelope.add(frame({ values, seq }));
            if (points !== undefined) got.push(...(decodeFrame(points).data.values as Float32Array));
            at += length;
          }
          const expected: number[] = [];
          for (let at = 0; at + perPoint <= samples.length; at += perPoint) {
            const span = samples.slice(at, at + perPoint);
            expected.push(Math.min(...span), Math.max(...span));
          }
          expect(got).toEqual(expected);
        },
      ),
    );
  });

  it('has the time of the first sample of its first point, also when that came with a frame before', () => {
    const envelope = new Envelope(4, 1_000);
    const first = envelope
      .add(frame({ values: new Float32Array(6), seq: 0, timestampNs: 1_000_000n }))
      ?.slice();
    const second = envelope.add(frame({ values: new Float32Array(6), seq: 1, timestampNs: 7_000_000n }));
    expect(decodeFrame(first as Uint8Array).timestampNs).toBe(1_000_000n);
    expect(decodeFrame(second as Uint8Array).timestampNs).toBe(5_000_000n);
  });

  it('does not reach over a gap', () => {
    const envelope = new Envelope(4, 1_000);
    expect(envelope.add(frame({ values: Float32Array.of(100, 100, 100), seq: 0 }))).toBeUndefined();
    const after = envelope.add(frame({ values: Float32Array.of(1, 2, 3, 4), seq: 5 }));
    expect([...decodeFrame(after as Uint8Array).data.values]).toEqual([1, 4]);
    const lost = envelope.add(frame({ values: Float32Array.of(5, 6, 7, 8), seq: 6, lost: 3 }));
    expect(decodeFrame(lost as Uint8Array).lost).toBe(3);
  });

  it('leaves out what is not a number, and says so where nothing else is there', () => {
    const envelope = new Envelope(2, 1_000);
    const points = envelope.add(frame({ values: Float32Array.of(Number.NaN, 3, Number.NaN, Number.NaN) }));
    expect([...decodeFrame(points as Uint8Array).data.values]).toEqual([3, 3, Number.NaN, Number.NaN]);
  });

  it.each([
    ['signal', 1_000, 100, 10],
    ['signal', 250, 100, undefined],
    ['signal', 1_000, 10_000, undefined],
    ['signal', 'irregular', 100, undefined],
    ['video', 1_000, 100, undefined],
  ] as const)(
    'of a %s at %s Hz with %d points a second takes %s samples a point',
    (payloadType, rate, points, expected) => {
      const descriptor = new StreamDescriptor({
        deviceId: 'test.01',
        streamKey: 'x',
        payloadType,
        nominalSampleRateHz: rate,
        chunkSize: 10,
      });
      expect(samplesPerPoint(descriptor, points)).toBe(expected);
    },
  );
});

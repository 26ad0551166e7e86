import { ndarray } from '@modlink/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dejitterRecording, openRecording, StreamClock } from '../../src/index.js';
import { describeStream, encodedFrame, memoryRecording, startNs } from '../support/recordings.js';

const anyInt64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

/** Steps that occur, and steps that should not. */
const anyStep = fc.oneof(
  fc.bigInt({ min: 0n, max: 100_000_000n }),
  fc.constantFrom(0n, 1n, 40_000_000n, 10n ** 10n, 10n ** 13n, -1n, -(10n ** 9n)),
);

const anyFrame = fc.record({
  samples: fc.integer({ min: 1, max: 20 }),
  hostStepNs: anyStep,
  deviceStepNs: fc.option(anyStep, { nil: undefined }),
  deviceSetNs: fc.option(anyInt64, { nil: undefined, freq: 20 }),
  seqStep: fc.option(fc.integer({ min: -3, max: 5 }), { nil: undefined }),
  lost: fc.constantFrom(0, 0, 0, 1, 100, 4_294_967_295),
});

const anyRate = fc.constantFrom(250, 1, 20_000, 1e-3, 'irregular' as const);

const int64 = (value: bigint): bigint => BigInt.asIntN(64, value);

const anyFrames = fc.array(anyFrame, { minLength: 1, maxLength: 300 }).map((plan) => {
  let timestampNs = startNs;
  let deviceNs = 0n;
  let seq = 10_000;
  return plan.map(({ samples, hostStepNs, deviceStepNs, deviceSetNs, seqStep, lost }) => {
    timestampNs += hostStepNs;
    deviceNs = int64(deviceSetNs ?? deviceNs + (deviceStepNs ?? 0n));
    seq += seqStep ?? 0;
    return encodedFrame(describeStream(), ndarray(new Int8Array(samples), [1, samples]), {
      timestampNs,
      lost,
      ...(seqStep !== undefined && { seq }),
      ...(deviceStepNs !== undefined && { deviceTimeNs: deviceNs }),
    });
  });
});

describe('any frames', () => {
  it('get times that rise, while they come', () => {
    fc.assert(
      fc.property(anyFrames, anyRate, (frames, rateHz) => {
        const clock = new StreamClock(rateHz);
        let beforeNs: bigint | undefined;
        for (const view of frames) {
          const { timestampNs, samplePeriodNs } = clock.next(view);
          if (beforeNs !== undefined) expect(timestampNs).toBeGreaterThan(beforeNs);
          beforeNs = timestampNs;
          if (rateHz === 'irregular') expect(samplePeriodNs).toBeUndefined();
          else expect(samplePeriodNs).toSatisfy((period: number) => period > 0 && Number.isFinite(period));
        }
        const { driftPpm = 0, driftDeviationPpm = 0 } = clock.estimate() ?? {};
        expect([driftPpm, driftDeviationPpm].every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it('get times that rise, from a recording', async () => {
    await fc.assert(
      fc.asyncProperty(anyFrames, anyRate, async (frames, rateHz) => {
        const file = memoryRecording('any.mcap', {
          streams: [describeStream({ nominalSampleRateHz: rateHz })],
          written: frames.map((view, index) => ({ atMs: index, stream: 0, view })),
          chunkMessages: 100,
        });
        await using recording = await openRecording(file);
        const [stream] = await dejitterRecording(recording);
        const cursor = stream?.cursor();
        let beforeNs: bigint | undefined;
        for await (const { view } of recording.frames()) {
          const time = cursor?.next(view);
          if (beforeNs !== undefined) expect(time?.timestampNs).toBeGreaterThan(beforeNs);
          beforeNs = time?.timestampNs;
          if (rateHz !== 'irregular') expect(time?.samplePeriodNs).toSatisfy((period: number) => period > 0);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('irregular streams without a device clock', () => {
  it('keep their times', () => {
    const clock = new StreamClock('irregular');
    for (const atNs of [0n, 5n, 1_000n]) {
      const view = encodedFrame(describeStream(), ndarray(new Int8Array(1), [1, 1]), {
        timestampNs: startNs + atNs,
      });
      expect(clock.next(view)).toEqual({ timestampNs: startNs + atNs, samplePeriodNs: undefined });
    }
    expect(clock.estimate()).toBeUndefined();
  });
});

describe('dejitterRecording', () => {
  const frames = Array.from({ length: 100 }, (_, seq) =>
    encodedFrame(describeStream(), ndarray(new Int8Array(10), [1, 10]), {
      seq,
      timestampNs: startNs + BigInt(seq) * 40_000_000n,
    }),
  );
  const file = () =>
    memoryRecording('two.mcap', {
      streams: [describeStream(), describeStream({ streamKey: 'other' })],
      written: frames.map((view, index) => ({ atMs: index * 40, stream: 0, view })),
    });

  it('gives the streams that are asked for, also those without a frame', async () => {
    await using recording = await openRecording(file());
    const all = await dejitterRecording(recording);
    expect(all.map(({ streamId, clock, restarts }) => ({ streamId, clock, restarts }))).toEqual([
      { streamId: 'amplifier.01:eeg', clock: 'samples', restarts: 0 },
      { streamId: 'amplifier.01:other', clock: undefined, restarts: 0 },
    ]);
    const some = await dejitterRecording(recording, { streams: ['amplifier.01:other'] });
    expect(some.map(({ streamId }) => streamId)).toEqual(['amplifier.01:other']);
  });

  it('can be cancelled', async () => {
    await using recording = await openRecording(file());
    await expect(dejitterRecording(recording, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'RECORDING_CANCELLED',
    });
  });

  it('leaves times without jitter as they are', async () => {
    await using recording = await openRecording(file());
    const [stream] = await dejitterRecording(recording);
    const cursor = stream?.cursor();
    for (const view of frames) {
      const time = cursor?.next(view);
      expect(Math.abs(Number((time?.timestampNs ?? 0n) - view.timestampNs))).toBeLessThan(1_000);
      expect(time?.samplePeriodNs).toBeCloseTo(4e6, 0);
    }
  });
});

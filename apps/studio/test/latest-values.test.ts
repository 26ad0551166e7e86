import type { ReceivedFrame } from '@modlink/client';
import { describe, expect, it } from 'vitest';
import { keepLatest, noValues } from '../src/live/signal/latest-values.js';
import { isLowRate } from '../src/live/signal/low-rate.js';

const frame = (shape: number[], values: number[]): ReceivedFrame =>
  ({ view: { data: { shape, values: Float32Array.from(values) } } }) as unknown as ReceivedFrame;

const stream = (payloadType: string, nominalSampleRateHz: number | 'irregular') =>
  isLowRate({ payloadType, nominalSampleRateHz } as Parameters<typeof isLowRate>[0]);

describe('values that come slowly', () => {
  it('are the last sample of each channel, and when it came', () => {
    const latest = noValues();
    keepLatest(latest, frame([2, 3], [1, 2, 3, 10, 20, 30]), 1_000);
    expect(latest).toEqual({ values: [3, 30], atMs: 1_000 });
    keepLatest(latest, frame([2, 1], [4, 40]), 2_000);
    expect(latest).toEqual({ values: [4, 40], atMs: 2_000 });
  });

  it('stay when a frame has no sample', () => {
    const latest = noValues();
    keepLatest(latest, frame([1, 1], [7]), 1_000);
    keepLatest(latest, frame([1, 0], []), 2_000);
    expect(latest).toEqual({ values: [7], atMs: 1_000 });
  });

  it('are those of signals that are irregular or have few samples per second', () => {
    expect(stream('signal', 'irregular')).toBe(true);
    expect(stream('signal', 1)).toBe(true);
    expect(stream('signal', 100)).toBe(false);
    expect(stream('video', 1)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { LatencyRecorder } from '../src/latency-recorder.js';
import { median, percentile } from '../src/statistics.js';

describe('percentile', () => {
  it.each([
    [0.5, 50],
    [0.99, 99],
    [0.991, 100],
    [1, 100],
    [0, 1],
  ])('%d of the numbers 1 to 100 is %d', (share, expected) => {
    // Not in order, and not sorted as text: 100 comes after 11.
    const values = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    expect(percentile(values, share)).toBe(expected);
  });

  it('is one of the values, and leaves them as they are', () => {
    const values = [3, 1, 2, 10];
    expect(percentile(values, 0.5)).toBe(2);
    expect(values).toEqual([3, 1, 2, 10]);
  });

  it('needs a value', () => {
    expect(() => percentile([], 0.5)).toThrow(RangeError);
  });
});

it('the median is the value in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([7])).toBe(7);
});

it('latencies are those of the round in the middle, in milliseconds, without the warm-up', () => {
  const latency = new LatencyRecorder();
  latency.add(1e12);
  for (const factor of [1, 50, 2]) {
    latency.startRound();
    for (let count = 1; count <= 100; count++) latency.add(count * factor * 1e6);
    latency.endRound();
  }
  expect(latency.summary()).toEqual({ p50Ms: 100, p99Ms: 198 });
});

import type { WireReplay } from '@modlink/protocol';
import { expect, it } from 'vitest';
import { latestOnly } from '../src/recordings/player/latest-only.js';
import { replayPosition } from '../src/recordings/player/replay-position.js';

const replay: WireReplay = {
  replayId: 'r',
  recordingIds: [],
  state: 'playing',
  positionMs: 1_000,
  durationMs: 5_000,
  startNs: '0',
  speed: 2,
  loop: false,
  streams: [],
};

it.each([
  ['goes on at its speed', {}, 300, 1_600],
  ['stands still while it is paused', { state: 'paused' }, 300, 1_000],
  ['ends at the end', { positionMs: 4_900 }, 300, 5_000],
  ['ends at the end of the part that is repeated', { loop: { fromMs: 0, toMs: 1_200 } }, 300, 1_200],
  ['is where the server said at any speed', { speed: 'max' }, 300, 1_000],
  ['does not run away from a server that tells nothing', { durationMs: 1e6 }, 60_000, 3_000],
  ['does not go back when clocks differ', {}, -50, 1_000],
] as const)('a position %s', (_, change, sinceMs, expected) => {
  expect(replayPosition({ ...replay, ...change }, 10_000, 10_000 + sinceMs)).toBe(expected);
});

it('runs for the first and the latest of many values, one at a time', async () => {
  const begun: number[] = [];
  const finish: (() => void)[] = [];
  const run = latestOnly((value: number) => {
    begun.push(value);
    return new Promise<void>((resolve) => finish.push(resolve));
  });
  for (const value of [1, 2, 3, 4]) run(value);
  expect(begun).toEqual([1]);
  finish[0]?.();
  await expect.poll(() => begun).toEqual([1, 4]);
  finish[1]?.();
});

it('goes on after one that failed', async () => {
  const begun: number[] = [];
  const run = latestOnly(async (value: number) => {
    begun.push(value);
    throw new Error('no');
  });
  run(1);
  run(2);
  await expect.poll(() => begun).toEqual([1, 2]);
});

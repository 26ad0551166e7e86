import { ndarray } from '@modlink/sdk';
import { describe, expect, it } from 'vitest';
import type { RecordedFrame } from '../src/index.js';
import '../src/vitest/index.js';

const frame = (seq: number, values: number[], init: Partial<RecordedFrame> = {}): RecordedFrame => ({
  deviceId: 'meter.01',
  streamKey: 'level',
  streamId: 'meter.01:level',
  timestampNs: BigInt(seq) * 10n,
  data: ndarray(new Float64Array(values), [2, values.length / 2]),
  seq,
  lost: 0,
  deviceTimeNs: undefined,
  emittedNs: 0n,
  ...init,
});
const frames = [
  frame(0, [1, 2, 10, 20]),
  frame(1, [3, 30]),
  frame(0, [7, 70], { streamKey: 'other', streamId: 'meter.01:other' }),
];

describe('toEmitSamples', () => {
  it('joins the frames of a stream', () => {
    expect(frames).toEmitSamples('level', [
      [1, 2, 3],
      [10, 20, 30],
    ]);
    expect({ frames }).toEmitSamples('other', [new Float32Array([7]), new Float32Array([70])]);
    expect(frames).toEmitSamples(
      'level',
      [
        [1.05, 2, 3],
        [10, 20, 30],
      ],
      { tolerance: 0.1 },
    );
    expect([]).toEmitSamples('level', []);
  });

  it.each([
    [[[1, 2, 3]], '2 channels came, 1 were expected'],
    [
      [
        [1, 2, 4],
        [10, 20, 30],
      ],
      'sample 2 of channel 0 is 3, not 4',
    ],
    [
      [
        [1, 2, 3],
        [10, 20],
      ],
      'channel 1 has 3 samples, not 2',
    ],
    [
      [
        [1, 2, 3, 4],
        [10, 20, 30],
      ],
      'sample 3 of channel 0 is undefined, not 4',
    ],
  ])('says what differs: %j', (expected, message) => {
    expect(() => expect(frames).toEmitSamples('level', expected)).toThrow(message);
    expect(frames).not.toEmitSamples('level', expected);
  });

  it('says so when nothing differs although it was to', () => {
    expect(() => expect(frames).not.toEmitSamples('other', [[7], [70]])).toThrow(
      'exactly those that were not expected',
    );
  });
});

describe('toHaveNoGaps', () => {
  it('looks at each stream by itself', () => {
    expect(frames).toHaveNoGaps();
    expect({ frames }).toHaveNoGaps('other');
  });

  it.each([
    ['missing', 'meter.01:level, frame 3: comes after frame 1', [...frames, frame(3, [4, 40])]],
    ['lost by the device', '5 samples lost before it', [frame(0, [1, 10], { lost: 5 })]],
    [
      'out of order',
      'is not later than the frame before',
      [frame(0, [1, 10]), frame(1, [2, 20], { timestampNs: 0n })],
    ],
    ['there at all', 'no frame came at all', []],
  ])('says which frames are %s', (_, message, given) => {
    expect(() => expect(given).toHaveNoGaps()).toThrow(message);
    expect(given).not.toHaveNoGaps();
  });

  it('says so when there are none although some were expected', () => {
    expect(() => expect(frames).not.toHaveNoGaps('level')).toThrow('All 2 frames are there');
  });
});

import { describe, expect, it } from 'vitest';
import { channelView, dtypeOf, dtypes, ndarray, sampleView, typedArrays } from '../src/index.js';

/** Two channels of three samples. */
const signal = ndarray(new Float32Array([1, 2, 3, 10, 20, 30]), [2, 3]);

describe('dtypeOf', () => {
  it.each(dtypes)('knows %s by its typed array', (dtype) => {
    expect(dtypeOf(new typedArrays[dtype](2))).toBe(dtype);
  });

  it('takes a Node buffer as uint8', () => {
    expect(dtypeOf(Buffer.from('ab'))).toBe('uint8');
  });

  it.each([
    [new DataView(new ArrayBuffer(8))],
    [new Uint8ClampedArray(2)],
    [new ArrayBuffer(8)],
    [[1, 2]],
    [null],
    ['ab'],
  ])('knows none for %o', (value) => {
    expect(dtypeOf(value)).toBeUndefined();
  });
});

describe('ndarray', () => {
  it('joins values and shape without a copy', () => {
    const values = new Int16Array(6);
    const array = ndarray(values, [1, 2, 3]);
    expect(array).toEqual({ dtype: 'int16', shape: [1, 2, 3], values });
    expect(array.values).toBe(values);
  });

  it('may hold nothing, along an empty axis', () => {
    expect(ndarray(new Int16Array(0), [2, 0]).shape).toEqual([2, 0]);
  });

  it.each([
    [[2, 2], 'holds 4 values, but 6 were given'],
    [[], 'holds 1 values, but 6 were given'],
    [[2, 0], 'holds 0 values, but 6 were given'],
    [[-2, -3], 'non-negative integers'],
    [[1.5, 4], 'non-negative integers'],
    [[Number.NaN], 'non-negative integers'],
  ])('refuses the shape %j for six values: %s', (shape, words) => {
    expect(() => ndarray(new Float32Array(6), shape)).toThrow(
      expect.objectContaining({ code: 'INVALID_FRAME', message: expect.stringContaining(words) }),
    );
  });

  it.each([[[1, 2, 3]], [null], [new DataView(new ArrayBuffer(3))], [undefined]])(
    'refuses the values %o',
    (values) => {
      expect(() => ndarray(values as unknown as Float32Array, [3])).toThrow(/Array data is one of int8, /);
    },
  );
});

describe('channelView', () => {
  it('is the samples of one channel in time order', () => {
    expect([...channelView(signal, 0)]).toEqual([1, 2, 3]);
    expect([...channelView(signal, 1)]).toEqual([10, 20, 30]);
  });

  it('is a view: nothing is copied', () => {
    expect(channelView(signal, 1).buffer).toBe(signal.values.buffer);
  });

  it('is everything behind the first axis of higher ranks', () => {
    const video = ndarray(
      Uint8Array.from({ length: 12 }, (_, index) => index),
      [3, 1, 2, 2],
    );
    expect([...channelView(video, 2)]).toEqual([8, 9, 10, 11]);
  });

  it('is empty where no samples are', () => {
    expect(channelView(ndarray(new Float32Array(0), [2, 0]), 1)).toHaveLength(0);
  });

  it.each([-1, 2, 0.5, Number.NaN])('throws a RangeError for channel %s of two', (channel) => {
    expect(() => channelView(signal, channel)).toThrow(RangeError);
  });
});

describe('sampleView', () => {
  it('reads all channels of one sample', () => {
    const at = sampleView(signal, 2);
    expect([at(0), at(1)]).toEqual([3, 30]);
  });

  it('is a view: it sees what is written later', () => {
    const array = ndarray(new Int32Array([1, 2]), [2, 1]);
    const at = sampleView(array, 0);
    array.values[1] = 7;
    expect(at(1)).toBe(7);
  });

  it.each([-1, 3, 0.5])('throws a RangeError for sample %s of three', (sample) => {
    expect(() => sampleView(signal, sample)).toThrow(RangeError);
  });

  it('throws a RangeError for a channel that is not there, and for what is no signal', () => {
    expect(() => sampleView(signal, 0)(2)).toThrow(RangeError);
    expect(() => sampleView(ndarray(new Float32Array(6), [1, 2, 3]), 0)).toThrow(RangeError);
  });
});

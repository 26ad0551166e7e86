import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, FrameEncoder } from '../../src/encoding/index.js';
import { DriverError, ndarray } from '../../src/index.js';
import { anyFrame } from './frames.js';

/** Reads everything that a view has; throws what reading throws. */
function readAll(bytes: Uint8Array): void {
  const view = decodeFrame(bytes);
  const { shape, values } = view.data;
  expect(shape.reduce((product, length) => product * length, 1)).toBe(values.length);
  expect(shape).toHaveLength(view.rank);
  expect(view.streamId).toBeTypeOf('string');
  expect(view.timestampNs).toBeTypeOf('bigint');
  expect(['bigint', 'undefined']).toContain(typeof view.deviceTimeNs);
  expect(['number', 'undefined']).toContain(typeof view.seq);
  expect(view.lost).toBeGreaterThanOrEqual(0);
  expect(['string', 'undefined']).toContain(typeof view.pixelFormat);
}

/** Either the bytes are a whole valid message, or opening them is the typed error. Anything else thrown fails the test. */
function expectViewOrTypedError(bytes: Uint8Array): 'view' | 'error' {
  try {
    readAll(bytes);
    return 'view';
  } catch (error) {
    if (!(error instanceof DriverError)) throw error;
    expect(error.code).toBe('INVALID_FRAME');
    expect(error.message).toMatch(/bytes are no modlink\.Frame message: /);
    return 'error';
  }
}

const message = new FrameEncoder().encode({
  streamId: 'amp.01:eeg',
  timestampNs: 5n,
  seq: 1,
  data: ndarray(new Float32Array(8), [2, 4]),
});

describe('damaged messages give the typed error or a valid view', () => {
  it('cut short anywhere', () => {
    const outcomes = new Set<string>();
    for (let length = 0; length < message.byteLength; length++) {
      outcomes.add(expectViewOrTypedError(message.slice(0, length)));
    }
    expect(outcomes).toContain('error');
    expect(expectViewOrTypedError(message)).toBe('view');
  });

  it('with any one byte changed', () => {
    const outcomes = new Set<string>();
    for (let at = 0; at < message.byteLength; at++) {
      for (const value of [0x00, 0x01, 0x7f, 0x80, 0xff]) {
        const damaged = message.slice();
        damaged[at] = value;
        outcomes.add(expectViewOrTypedError(damaged));
      }
    }
    expect(outcomes).toEqual(new Set(['view', 'error']));
  });

  it('with several bytes changed, cut short, in any frame', () => {
    const change = fc.record({ at: fc.nat(), value: fc.integer({ min: 0, max: 255 }) });
    fc.assert(
      fc.property(
        anyFrame,
        fc.array(change, { maxLength: 8 }),
        fc.option(fc.nat()),
        (frame, changes, cut) => {
          const bytes = new FrameEncoder().encode(frame);
          for (const { at, value } of changes) bytes[at % bytes.byteLength] = value;
          expectViewOrTypedError(cut === null ? bytes : bytes.subarray(0, cut % (bytes.byteLength + 1)));
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('of random bytes', () => {
    const smallNumbers = fc
      .uint32Array({ maxLength: 40, max: 160 })
      .map((words) => new Uint8Array(words.buffer.slice(0)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), smallNumbers), (bytes) => {
        expectViewOrTypedError(bytes);
      }),
      { numRuns: 5_000 },
    );
  });

  it('whose shape claims four billion axes, without making them', () => {
    const damaged = message.slice();
    const view = new DataView(damaged.buffer);
    // The shape is the one vector that holds 2, 2, 4: its length, then its axes.
    for (let at = 0; at + 12 <= damaged.byteLength; at += 4) {
      if (
        view.getUint32(at, true) === 2 &&
        view.getUint32(at + 4, true) === 2 &&
        view.getUint32(at + 8, true) === 4
      ) {
        view.setUint32(at, 0xffffffff, true);
      }
    }
    expect(damaged).not.toEqual(message);
    expect(() => decodeFrame(damaged)).toThrow(/a vector ends too late/);
  });
});

describe('what is refused, in words', () => {
  it.each([
    [new Uint8Array(0), 'These 0 bytes'],
    [new Uint8Array(7), 'fewer than the smallest message'],
    [new Uint8Array(8), 'its root points outside'],
    [new Uint8Array(64).fill(0xff), 'its root points outside'],
  ])('%o: %s', (bytes, words) => {
    expect(() => decodeFrame(bytes)).toThrow(words);
  });

  it('an array whose shape does not hold its values', () => {
    const data = { ...ndarray(new Float32Array(6), [2, 3]), shape: [2, 2] };
    const bytes = new FrameEncoder().encode({ streamId: 'a.01:b', timestampNs: 0n, data });
    expect(() => decodeFrame(bytes)).toThrow(/its shape holds 4 values, its data 6/);
  });
});

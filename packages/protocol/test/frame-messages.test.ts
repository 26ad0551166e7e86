import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientMessage, decodeFrameMessage, encodeFrameMessage } from '../src/index.js';

describe('a frame message', () => {
  it('comes out as it went in, with its frame 8-aligned', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 0xffff_ffff }),
        fc.integer({ min: 0, max: 0xffff_ffff }),
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        (subscription, dropped, frame) => {
          const decoded = decodeFrameMessage(encodeFrameMessage(subscription, dropped, frame));
          expect(decoded).toEqual({ subscription, dropped, frame });
          expect((decoded?.frame.byteOffset ?? 1) % 8).toBe(0);
        },
      ),
    );
  });

  it('counts drops up to what 32 bits hold', () => {
    expect(decodeFrameMessage(encodeFrameMessage(1, 2 ** 40, new Uint8Array(1)))?.dropped).toBe(0xffff_ffff);
  });

  it('is not made of bytes that are too few', () => {
    for (const length of [0, 1, 7, 8]) expect(decodeFrameMessage(new Uint8Array(length))).toBeUndefined();
  });

  it('is read from the middle of a buffer', () => {
    const message = encodeFrameMessage(7, 3, Uint8Array.of(1, 2, 3));
    const buffer = new Uint8Array(20);
    buffer.set(message, 5);
    expect(decodeFrameMessage(buffer.subarray(5, 5 + message.length))).toEqual({
      subscription: 7,
      dropped: 3,
      frame: Uint8Array.of(1, 2, 3),
    });
  });
});

describe('what a client says', () => {
  it.each([
    { type: 'subscribe', subscription: 1, streams: ['*'] },
    { type: 'subscribe', subscription: 2, streams: ['a.01:x'], envelope: { pointsPerSecond: 100 } },
    { type: 'unsubscribe', subscription: 1 },
    { type: 'authenticate', token: 'secret' },
  ])('is understood: %j', (message) => {
    expect(clientMessage.parse(message)).toEqual(message);
  });

  it.each([
    { type: 'subscribe', subscription: 0, streams: ['*'] },
    { type: 'subscribe', subscription: 1, streams: [] },
    { type: 'subscribe', subscription: 1, streams: ['*'], envelope: { pointsPerSecond: 0 } },
    { type: 'subscribe', subscription: 1, streams: ['*'], queueSizeFrames: 1e9 },
    { type: 'shutdown' },
    null,
  ])('is refused: %j', (message) => {
    expect(clientMessage.safeParse(message).success).toBe(false);
  });
});

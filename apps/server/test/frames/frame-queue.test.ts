import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameQueue, type FrameSink } from '../../src/frames/frame-queue.js';

/** A client that takes what it is sent when it is told to. */
class SlowClient implements FrameSink {
  bufferedBytes = 0;
  readonly sent: number[] = [];
  readonly #pending: (() => void)[] = [];

  send(message: Uint8Array | string, onSent: () => void): void {
    this.sent.push((message as Uint8Array)[0] as number);
    this.bufferedBytes += message.length;
    this.#pending.push(() => {
      this.bufferedBytes -= message.length;
      onSent();
    });
  }

  /** Takes everything that is on its way. */
  take(): void {
    for (const done of this.#pending.splice(0)) done();
  }
}

const encode = (bytes: Uint8Array) => bytes;
/** A frame of so many bytes; its first byte is its number. */
const bytes = (number: number, length = 300_000) => new Uint8Array(length).fill(number, 0, 1);

describe('the frames that wait for a client', () => {
  it('go at once while the client takes them', () => {
    const client = new SlowClient();
    const queue = new FrameQueue(client, 1e9);
    const owner = { dropped: 0 };
    for (let n = 0; n < 10; n++) {
      queue.add({ owner, bytes: bytes(n), encode }, 4);
      client.take();
    }
    expect(client.sent).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(owner.dropped).toBe(0);
  });

  it('are the latest ones when the client takes none, and the others are counted', () => {
    const client = new SlowClient();
    const queue = new FrameQueue(client, 1e9);
    const owner = { dropped: 0 };
    for (let n = 0; n < 100; n++) queue.add({ owner, bytes: bytes(n), encode }, 4);
    expect(queue.waitingFrames).toBe(4);
    expect(owner.dropped).toBe(100 - client.sent.length - 4);
    const before = client.sent.length;
    for (let round = 0; round < 5; round++) client.take();
    expect(client.sent.slice(before)).toEqual([96, 97, 98, 99]);
  });

  it('never hold more bytes than allowed, but for one frame that is larger', () => {
    const client = new SlowClient();
    const queue = new FrameQueue(client, 1_000_000);
    const owner = { dropped: 0 };
    for (let n = 0; n < 20; n++) {
      queue.add({ owner, bytes: bytes(n), encode }, 1_000);
      expect(queue.waitingBytes).toBeLessThanOrEqual(1_000_000);
    }
    queue.add({ owner, bytes: bytes(20, 5_000_000), encode }, 1_000);
    expect(queue.waitingFrames).toBe(1);
  });

  it('are limited for each subscription: pictures cost no samples', () => {
    const client = new SlowClient();
    client.bufferedBytes = 1e9;
    const queue = new FrameQueue(client, 1_000_000);
    const [pictures, samples] = [{ dropped: 0 }, { dropped: 0 }];
    for (let n = 0; n < 5; n++) queue.add({ owner: samples, bytes: bytes(n, 100), encode }, 10);
    for (let n = 0; n < 50; n++) queue.add({ owner: pictures, bytes: bytes(n), encode }, 2);
    expect([pictures.dropped, samples.dropped]).toEqual([48, 0]);
    // More bytes than allowed: those of the pictures go.
    for (let n = 0; n < 50; n++) queue.add({ owner: pictures, bytes: bytes(n), encode }, 100);
    expect(samples.dropped).toBe(0);
    expect(queue.waitingBytes).toBeLessThanOrEqual(1_000_000);
    queue.forget(pictures);
    expect([queue.waitingFrames, queue.waitingBytes]).toEqual([5, 500]);
    queue.forget(samples);
    expect([queue.waitingFrames, queue.waitingBytes]).toEqual([0, 0]);
  });

  it('arrive in order, each once or counted as dropped', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 300 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, limit) => {
          const client = new SlowClient();
          const queue = new FrameQueue(client, 1e9);
          const owner = { dropped: 0 };
          let added = 0;
          for (const isFrame of steps) {
            if (isFrame) queue.add({ owner, bytes: bytes(added++ % 256), encode }, limit);
            else client.take();
          }
          while (queue.waitingFrames > 0) client.take();
          expect(client.sent.length + owner.dropped).toBe(added);
          const increasing = client.sent.map((n, i) =>
            i === 0 ? 0 : (n - (client.sent[i - 1] as number) + 256) % 256,
          );
          expect(increasing.slice(1).every((step) => step >= 1)).toBe(true);
        },
      ),
    );
  });
});

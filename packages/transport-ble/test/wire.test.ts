import { once } from 'node:events';
import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MessageSocket } from '../src/wire/message-socket.js';

interface Message {
  readonly kind: string;
  readonly bytes: Uint8Array;
  readonly atNs: bigint;
}

/** One end of a wire, whose other end is a list of bytes. */
function wire() {
  const sent: Buffer[] = [];
  const socket = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      sent.push(chunk);
      done();
    },
  });
  const heard: Message[] = [];
  const channel = new MessageSocket<Message, Message>(
    socket as unknown as Socket,
    (message) => heard.push({ ...message, bytes: Uint8Array.from(message.bytes) }),
    () => {},
  );
  return { socket, sent, heard, channel };
}

const messages = fc.array(
  fc.record({ kind: fc.string(), bytes: fc.uint8Array({ maxLength: 300 }), atNs: fc.bigInt() }),
  { maxLength: 8 },
);

describe('messages on the wire', () => {
  it('arrive as they were sent, however the bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(messages, fc.integer({ min: 1, max: 50 }), async (sent, size) => {
        const sender = wire();
        for (const message of sent) sender.channel.send(message);
        const all = Buffer.concat(sender.sent);
        const receiver = wire();
        for (let at = 0; at < all.length; at += size) receiver.socket.push(all.subarray(at, at + size));
        receiver.socket.push(null);
        await once(receiver.socket, 'end');
        expect(receiver.heard).toEqual(sent);
      }),
      { numRuns: 50 },
    );
  });

  it('do no harm when they are something else', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 5, maxLength: 200 }), async (bytes) => {
        const receiver = wire();
        const body = Buffer.from(bytes);
        const header = Buffer.alloc(4);
        header.writeUInt32LE(body.length);
        receiver.socket.push(Buffer.concat([header, body]));
        await once(receiver.socket, 'close');
        expect(receiver.heard).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('end the line when they say that they are too long', async () => {
    const receiver = wire();
    receiver.socket.push(Buffer.from('ffffffff00', 'hex'));
    await once(receiver.socket, 'close');
    expect(receiver.socket.destroyed).toBe(true);
  });
});

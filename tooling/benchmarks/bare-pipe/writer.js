/**
 * What a pipe from a child process can do at best: frames with their length before them, on file descriptor 3, and nothing
 * else. With a rate one write per frame, whose first 8 bytes are the monotonic clock's time; without one, batches of 64 KiB.
 */
import { Socket } from 'node:net';
import { paced } from '../driver/paced.js';

const { frameBytes, rateHz } = JSON.parse(process.argv[2]);
const headBytes = 8;
const batchBytes = 64 * 1024;

const pipe = new Socket({ fd: 3, readable: true, writable: true });
// The parent ends it by closing the pipe.
pipe.on('close', () => process.exit(0));
pipe.on('error', () => process.exit(0));
pipe.resume();

if (rateHz === null) {
  const framesPerBatch = Math.max(1, Math.floor(batchBytes / (headBytes + frameBytes)));
  const frame = new Uint8Array(frameBytes);
  const batches = [0, 1].map(() => Buffer.alloc(framesPerBatch * (headBytes + frameBytes)));
  const send = (batch) => {
    for (let at = 0; at < batch.length; at += headBytes + frameBytes) {
      batch.writeUInt32LE(frameBytes, at);
      batch.set(frame, at + headBytes);
    }
    pipe.write(batch, (error) => error || send(batch));
  };
  for (const batch of batches) send(batch);
} else {
  paced(rateHz, () => {
    const message = Buffer.alloc(headBytes + frameBytes);
    message.writeUInt32LE(frameBytes, 0);
    message.writeBigInt64LE(process.hrtime.bigint(), headBytes);
    pipe.write(message);
  });
}

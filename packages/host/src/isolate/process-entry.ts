/**
 * What a child process runs: a driver runtime whose link is one pipe, file descriptor 3, in both directions.
 */
import { Socket } from 'node:net';
import { DriverRuntime } from './driver-runtime.js';
import type { HostMessage } from './messages.js';
import { endWithParent } from './parent-watch.js';
import { RecordWriter } from './record-writer.js';
import { RecordReader } from './wire.js';

/** How long the driver may take to release its device after the host has gone. */
const abandonTimeoutMs = 2_000;

const maxPendingBytes = Number(process.argv[2]);
const pipe = new Socket({ fd: 3, readable: true, writable: true });
const writer = new RecordWriter(pipe, maxPendingBytes);
const runtime = new DriverRuntime({
  send: (message) => writer.writeMessage(JSON.stringify(message)),
  sendFrame: (index, bytes) => writer.writeFrame(index, bytes),
  memoryBytes: () => process.memoryUsage.rss(),
});
const reader = new RecordReader({
  onFrame() {},
  onMessage: (json) => runtime.receive(JSON.parse(json) as HostMessage),
});

pipe.on('data', (chunk) => reader.push(chunk));
pipe.on('error', leave);
pipe.on('close', leave);

// Ctrl-C in a terminal reaches every process of the group: the host decides what ends and in which order.
process.on('SIGINT', () => {});

endWithParent(abandonTimeoutMs);

let leaving = false;
function leave(): void {
  if (leaving) return;
  leaving = true;
  writer.close();
  setTimeout(() => process.exit(0), abandonTimeoutMs).unref();
  runtime.abandon().finally(() => process.exit(0));
}

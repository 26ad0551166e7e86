/**
 * What a worker thread runs: a driver runtime whose link is the thread's message port. Records leave in batches whose
 * memory goes over to the host, so that a frame is copied once, into its batch, and never cloned. It does not come back:
 * consumers hold views of it for as long as they like.
 */
import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { DriverRuntime } from './driver-runtime.js';
import type { HostMessage } from './messages.js';
import { RecordWriter } from './record-writer.js';
import type { WorkerCommand, WorkerSettings } from './worker-messages.js';

if (parentPort === null) throw new Error('This module runs in a worker thread that the ModLink host starts.');
const port = parentPort;

const { maxPendingBytes } = workerData as WorkerSettings;
/** Batches that may be on their way to the host at once: with one, this thread waits for an answer after each. */
const maxBatchesOnTheWay = 8;
let batchesOnTheWay = 0;
/** Lets the writer go on; there while as many batches are on their way as may be. */
let goOn: (() => void) | undefined;

const writer = new RecordWriter(
  {
    write(bytes, done) {
      // A batch that is mostly empty must not hold its whole memory for as long as somebody keeps a frame of it.
      const batch = bytes.byteLength * 2 < bytes.buffer.byteLength ? new Uint8Array(bytes) : bytes;
      port.postMessage(batch, [batch.buffer as ArrayBuffer]);
      batchesOnTheWay += 1;
      if (batchesOnTheWay < maxBatchesOnTheWay) queueMicrotask(done);
      else goOn = done;
    },
  },
  maxPendingBytes,
);
const runtime = new DriverRuntime({
  send: (message) => writer.writeMessage(JSON.stringify(message)),
  sendFrame: (index, bytes) => writer.writeFrame(index, bytes),
  memoryBytes() {
    // Of this thread alone: the process's memory is everybody's.
    const { total_heap_size: heapBytes, external_memory: externalBytes } = getHeapStatistics();
    return heapBytes + externalBytes;
  },
});

port.on('message', (command: WorkerCommand) => {
  if (command.type === 'message') {
    runtime.receive(JSON.parse(command.json) as HostMessage);
    return;
  }
  batchesOnTheWay -= 1;
  const writerGoesOn = goOn;
  goOn = undefined;
  writerGoesOn?.();
});

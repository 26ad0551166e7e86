import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { HostMessage, IsolateMessage } from '../isolate/messages.js';
import { RecordReader } from '../isolate/wire.js';
import type { WorkerCommand, WorkerSettings } from '../isolate/worker-messages.js';
import type { Carrier, CarrierSink, IsolateExit, KillCause } from './carrier.js';
import { DriverOutput } from './driver-output.js';

/** Built code, also when this file runs from the sources: a worker cannot run TypeScript. */
const workerEntry = fileURLToPath(new URL('../../dist/isolate/worker-entry.js', import.meta.url));

/** How long what it printed may take to be read after the thread ended. */
const drainTimeoutMs = 1_000;

export interface WorkerCarrierOptions extends WorkerSettings {
  /** The heap of the thread; V8 ends a thread that needs more. */
  readonly memoryLimitMb: number;
}

/** Starts a worker thread for a driver: for pure JavaScript, since what native code does to a thread it does to all. */
export function startWorkerCarrier(options: WorkerCarrierOptions, sink: CarrierSink): Carrier {
  const { maxPendingBytes, memoryLimitMb } = options;
  const workerData: WorkerSettings = { maxPendingBytes };
  const worker = new Worker(workerEntry, {
    name: 'modlink-driver',
    workerData,
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memoryLimitMb },
    // Flags of this process such as --input-type are not for the worker.
    execArgv: [],
  });
  return new WorkerCarrier(worker, sink);
}

class WorkerCarrier implements Carrier {
  readonly pid = undefined;
  readonly #worker: Worker;
  #cause: IsolateExit['cause'] = 'crashed';
  #exited = false;
  #problem = '';

  constructor(worker: Worker, sink: CarrierSink) {
    this.#worker = worker;
    const output = new DriverOutput(worker.stdout, worker.stderr, sink.onOutput);
    const reader = new RecordReader({
      onFrame: (index, bytes, dropped) => sink.onFrame(index, bytes, dropped),
      onMessage: (json) => sink.onMessage(JSON.parse(json) as IsolateMessage),
    });
    worker.on('message', (batch: Uint8Array) => {
      reader.push(Buffer.from(batch.buffer, batch.byteOffset, batch.byteLength));
      this.#post({ type: 'taken' });
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY' && this.#cause === 'crashed')
        this.#cause = 'out-of-memory';
      this.#problem = error.stack ?? String(error);
    });
    worker.on('exit', async (exitCode) => {
      this.#exited = true;
      await Promise.race([output.ended, sleep(drainTimeoutMs, undefined, { ref: false })]);
      const stderr = output.errorTail(this.#problem);
      sink.onExit({ cause: this.#cause, exitCode, signal: null, stderr });
    });
  }

  send(message: HostMessage): void {
    this.#post({ type: 'message', json: JSON.stringify(message) });
  }

  close(): void {
    this.#end('closed');
  }

  kill(cause: KillCause): void {
    this.#end(cause);
  }

  #end(cause: 'closed' | KillCause): void {
    if (this.#exited) return;
    this.#cause = cause;
    void this.#worker.terminate();
  }

  #post(command: WorkerCommand): void {
    if (!this.#exited) this.#worker.postMessage(command);
  }
}

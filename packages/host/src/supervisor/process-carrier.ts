import { type ChildProcess, spawn } from 'node:child_process';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { IsolateMessage } from '../isolate/messages.js';
import { RecordWriter } from '../isolate/record-writer.js';
import { RecordReader } from '../isolate/wire.js';
import type { Carrier, CarrierSink, IsolateExit, KillCause } from './carrier.js';
import { DriverOutput } from './driver-output.js';

/** Built code, also when this file runs from the sources: a child process cannot run TypeScript. */
const processEntry = fileURLToPath(new URL('../../dist/isolate/process-entry.js', import.meta.url));

/** How long a process may take to end after its pipe was closed. */
const exitTimeoutMs = 3_000;
/** How long the pipe may take to run empty after the process ended. */
const drainTimeoutMs = 1_000;

export interface ProcessCarrierOptions {
  /** The Node binary. */
  readonly nodePath: string;
  readonly env: NodeJS.ProcessEnv;
  /** Bytes of frames that may wait in the child before frames are dropped. */
  readonly maxPendingBytes: number;
  /** The heap of the driver; V8 ends a process that needs more. */
  readonly memoryLimitMb: number;
}

/** Starts a child process for a driver. Frames and messages come over file descriptor 3. */
export function startProcessCarrier(options: ProcessCarrierOptions, sink: CarrierSink): Carrier {
  const { nodePath, maxPendingBytes, memoryLimitMb } = options;
  const heapLimit = `--max-old-space-size=${memoryLimitMb}`;
  const child = spawn(nodePath, [heapLimit, processEntry, String(maxPendingBytes)], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: options.env,
    windowsHide: true,
  });
  return new ProcessCarrier(child, sink);
}

class ProcessCarrier implements Carrier {
  readonly #child: ChildProcess;
  readonly #pipe: Duplex;
  readonly #writer: RecordWriter;
  readonly #sink: CarrierSink;
  readonly #output: DriverOutput;
  #cause: IsolateExit['cause'] = 'crashed';
  #exited = false;
  #killTimer: NodeJS.Timeout | undefined;

  constructor(child: ChildProcess, sink: CarrierSink) {
    this.#child = child;
    this.#sink = sink;
    this.#pipe = child.stdio[3] as Duplex;
    this.#writer = new RecordWriter(this.#pipe, Number.POSITIVE_INFINITY);
    const reader = new RecordReader({
      onFrame: (index, bytes, dropped) => sink.onFrame(index, bytes, dropped),
      onMessage: (json) => sink.onMessage(JSON.parse(json) as IsolateMessage),
    });
    this.#pipe.on('data', (chunk: Buffer) => reader.push(chunk));
    // A pipe that breaks is the child's end, which is told by 'exit'.
    this.#pipe.on('error', () => {});
    this.#output = new DriverOutput(child.stdout as Readable, child.stderr as Readable, sink.onOutput);
    child.on('error', (error) => this.#ended({ exitCode: null, signal: null }, String(error)));
    child.on('close', (exitCode, signal) => this.#ended({ exitCode, signal }));
    // Normally all output is read before 'close'; a grandchild that keeps a pipe open must not hold this up.
    child.on('exit', (exitCode, signal) => {
      setTimeout(() => this.#ended({ exitCode, signal }), drainTimeoutMs).unref();
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: Parameters<Carrier['send']>[0]): void {
    this.#writer.writeMessage(JSON.stringify(message));
  }

  close(): void {
    if (this.#exited || this.#cause === 'closed') return;
    this.#cause = 'closed';
    this.#pipe.end();
    this.#killTimer = setTimeout(() => this.#child.kill('SIGKILL'), exitTimeoutMs);
  }

  kill(cause: KillCause): void {
    if (this.#exited) return;
    this.#cause = cause;
    this.#child.kill('SIGKILL');
  }

  #ended(exit: Pick<IsolateExit, 'exitCode' | 'signal'>, problem = ''): void {
    if (this.#exited) return;
    this.#exited = true;
    clearTimeout(this.#killTimer);
    this.#writer.close();
    this.#pipe.destroy();
    const stderr = this.#output.errorTail(problem);
    this.#sink.onExit({
      cause: this.#cause === 'crashed' ? crashCause(stderr) : this.#cause,
      ...exit,
      stderr,
    });
  }
}

/** V8 ends a process whose heap is full with these words and an abort, which alone does not tell why. */
function crashCause(stderr: string): 'crashed' | 'out-of-memory' {
  return stderr.includes('JavaScript heap out of memory') ? 'out-of-memory' : 'crashed';
}

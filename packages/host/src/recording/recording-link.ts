import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RecordingMessage } from '@modlink/recording/format';
import type { SerializedError } from '@modlink/sdk';
import { HostError, type HostErrorCode, hostErrorCodes } from '../errors.js';
import { BatchBuilder, batchedSizeBytes } from './message-batch.js';
import type { RecordingCommand, RecordingReport, RecordingWorkerData } from './worker-protocol.js';

const batchSizeBytes = 256 * 1024;
const pooledBytes = 8 * 1024 * 1024;

// The same file seen from `src` and from `dist`: a worker needs compiled JavaScript.
const workerUrl = new URL('../../dist/recording/recording-worker.js', import.meta.url);

export interface RecordingLinkOptions {
  readonly worker: RecordingWorkerData;
  /** A batch is posted when it is full or when its first message is this old. */
  readonly batchIntervalMs: number;
  /** What may be on its way to the file, batches in the making included. */
  readonly maxPendingBytes: number;
  /** Called once, when the file can be written no further. */
  onFailed(error: HostError): void;
}

/** The near end of the worker that owns a file: gathers messages into batches, and bounds what is on its way. */
export class RecordingLink {
  readonly #options: RecordingLinkOptions;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #freeBuffers: ArrayBuffer[] = [];
  #freeBytes = 0;
  #batch: BatchBuilder | undefined;
  #postTimer: NodeJS.Timeout | undefined;
  #pendingBytes = 0;
  /** The worker has said its last word; what is sent after is for nobody. */
  #over = false;
  /** The files, each of which but the last is complete. */
  readonly paths: string[];
  /** All but the last. */
  #completedBytes = 0;
  #lastBytes = 0;
  /** Files that have not begun yet. */
  #rollsAhead = 0;
  /** Log time up to which the file is readable whatever happens to this process. */
  flushedUpToNs: bigint | undefined;

  private constructor(worker: Worker, path: string, options: RecordingLinkOptions) {
    this.#options = options;
    this.#worker = worker;
    this.paths = [path];
    worker.on('message', (report: RecordingReport) => this.#receive(report));
    worker.on('error', (error) => this.#fail(workerFailed(path, error)));
    worker.on('exit', (code) => this.#fail(workerFailed(path, new Error(`it exited with code ${code}`))));
    this.#ended = new Promise((resolve) => worker.once('exit', () => resolve()));
  }

  /** Starts the worker, and waits until the file is there. */
  static async start(options: RecordingLinkOptions): Promise<RecordingLink> {
    const { path } = options.worker;
    const worker = new Worker(workerUrl, {
      name: 'modlink-recording',
      workerData: options.worker,
      // Flags of this process such as --input-type are not for the worker.
      execArgv: [],
    });
    const [report] = (await once(worker, 'message').catch((error: Error) => {
      throw workerFailed(path, error);
    })) as [RecordingReport];
    if (report.type === 'opened') return new RecordingLink(worker, report.path, options);
    throw report.type === 'failed'
      ? restoreError(report.error, path)
      : workerFailed(path, new Error(`its first report was ${report.type}`));
  }

  /** The file that is written to. */
  get path(): string {
    return this.paths.at(-1) ?? '';
  }

  /** Of all files. */
  get fileBytes(): number {
    return this.#completedBytes + this.#lastBytes;
  }

  /** Of the file that what is sent now goes to. */
  get partBytes(): number {
    return this.#rollsAhead === 0 ? this.#lastBytes : 0;
  }

  get pendingBytes(): number {
    return this.#pendingBytes;
  }

  /** Whether a message with so much data stays below the bound. */
  hasRoomFor(dataLength: number): boolean {
    return this.#pendingBytes + batchedSizeBytes(dataLength) <= this.#options.maxPendingBytes;
  }

  /** Copies a message into the current batch. */
  send(message: RecordingMessage): void {
    if (this.#over) return;
    const sizeBytes = batchedSizeBytes(message.data.byteLength);
    if (this.#batch?.hasRoomFor(sizeBytes) === false) this.#postBatch();
    this.#batch ??= new BatchBuilder(this.#takeBuffer(sizeBytes));
    this.#batch.add(message);
    this.#pendingBytes += sizeBytes;
    this.#postTimer ??= setTimeout(() => this.#postBatch(), this.#options.batchIntervalMs);
  }

  /** Posts a command behind everything that was sent before. */
  command(command: RecordingCommand): void {
    this.#postBatch();
    if (!this.#over) this.#worker.postMessage(command);
  }

  /** What is sent after this goes to the next file. */
  roll(): void {
    this.#rollsAhead += 1;
    this.command({ type: 'roll' });
  }

  /** Completes the file behind everything that was sent, and waits for the worker's end. */
  async finish(): Promise<void> {
    this.command({ type: 'finish' });
    await this.#ended;
  }

  #postBatch(): void {
    clearTimeout(this.#postTimer);
    this.#postTimer = undefined;
    const batch = this.#batch;
    this.#batch = undefined;
    if (batch === undefined || this.#over) return;
    const command: RecordingCommand = { type: 'batch', buffer: batch.buffer, usedBytes: batch.usedBytes };
    this.#worker.postMessage(command, [batch.buffer]);
  }

  #takeBuffer(sizeBytes: number): ArrayBuffer {
    const index = this.#freeBuffers.findIndex((buffer) => buffer.byteLength >= sizeBytes);
    const [free] = index === -1 ? [] : this.#freeBuffers.splice(index, 1);
    if (free === undefined) return new ArrayBuffer(Math.max(batchSizeBytes, sizeBytes));
    this.#freeBytes -= free.byteLength;
    return free;
  }

  #giveBack(buffer: ArrayBuffer): void {
    this.#freeBuffers.push(buffer);
    this.#freeBytes += buffer.byteLength;
    // The oldest go, so that the pool follows the sizes that are in use now.
    while (this.#freeBytes > pooledBytes) this.#freeBytes -= this.#freeBuffers.shift()?.byteLength ?? 0;
  }

  #receive(report: RecordingReport): void {
    switch (report.type) {
      case 'opened':
        return;
      case 'taken':
        this.#pendingBytes -= report.usedBytes;
        this.#giveBack(report.buffer);
        return;
      case 'flushed':
        this.flushedUpToNs = report.upToNs;
        this.#lastBytes = report.fileBytes;
        return;
      case 'rolled':
        this.#completedBytes += report.finishedBytes;
        this.#lastBytes = 0;
        this.#rollsAhead -= 1;
        this.paths.push(report.path);
        return;
      case 'finished':
        this.#lastBytes = report.fileBytes;
        this.#endLink();
        return;
      case 'failed':
        this.#lastBytes = report.fileBytes;
        this.#fail(restoreError(report.error, this.path));
    }
  }

  #fail(error: HostError): void {
    if (this.#over) return;
    this.#endLink();
    this.#options.onFailed(error);
  }

  #endLink(): void {
    this.#over = true;
    clearTimeout(this.#postTimer);
    this.#batch = undefined;
    this.#pendingBytes = 0;
    this.#freeBuffers.length = this.#freeBytes = 0;
  }
}

function restoreError(error: SerializedError, path: string): HostError {
  const code = hostErrorCodes.find((known) => known === error.code) satisfies HostErrorCode | undefined;
  if (code === undefined) return workerFailed(path, new Error(error.message));
  return new HostError(code, error.message, { subject: error.subject ?? { path } });
}

function workerFailed(path: string, cause: Error): HostError {
  return new HostError(
    'RECORDING_WORKER_FAILED',
    `The worker that writes the recording ${path} failed: ${cause.message}. What was written before is readable.`,
    { cause, subject: { path } },
  );
}

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { messageRecordBytes, type RecordingMessage } from '@modlink/recording/format';
import type { SerializedError } from '@modlink/sdk';
import { HostError, type HostErrorCode, hostErrorCodes } from '../errors.js';
import { mostRecordBytes, type RecordSegment } from './record-segment.js';
import { SegmentPool } from './segment-pool.js';
import type { RecordingCommand, RecordingReport, RecordingWorkerData } from './worker-protocol.js';

// The same file seen from `src` and from `dist`: a worker needs compiled JavaScript.
const workerUrl = new URL('../../dist/recording/recording-worker.js', import.meta.url);

export interface RecordingLinkOptions {
  readonly worker: RecordingWorkerData;
  /** What may be on its way to the file. */
  readonly maxPendingBytes: number;
  /** Called once, when the file can be written no further. */
  onFailed(error: HostError): void;
}

/** The near end of the worker that owns a file: puts messages where the worker finds them, and bounds what is on its way. */
export class RecordingLink {
  readonly #options: RecordingLinkOptions;
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  readonly #pool: SegmentPool;
  /** The worker has them, the oldest first; the last may be the one that is added to. */
  readonly #segments: RecordSegment[] = [];
  #segment: RecordSegment | undefined;
  #sentBytes = 0;
  #writtenBytes = 0;
  /** What of {@link #sentBytes} is for the files before. */
  #sentBeforePart = 0;
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
    // The worker looks at one when it has the next: several make a chunk.
    this.#pool = new SegmentPool(Math.ceil(options.worker.chunkSizeBytes / 4));
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

  /** Of the file that what is sent now goes to, with what is on its way to it. */
  get partBytes(): number {
    const pendingBytes = this.#sentBytes - Math.max(this.#writtenBytes, this.#sentBeforePart);
    return pendingBytes + (this.#rollsAhead === 0 ? this.#lastBytes : 0);
  }

  get pendingBytes(): number {
    return this.#over ? 0 : this.#sentBytes - this.#writtenBytes;
  }

  /** Whether a message with so much data stays below the bound. */
  hasRoomFor(dataLength: number): boolean {
    return this.pendingBytes + messageRecordBytes(dataLength) <= this.#options.maxPendingBytes;
  }

  /** Copies a message to where the worker reads it when it is time to. */
  send(message: RecordingMessage): void {
    if (this.#over) return;
    const dataLength = message.data.byteLength;
    if (this.#segment?.hasRoomFor(dataLength) !== true) this.#nextSegment(dataLength);
    this.#segment?.add(message);
    this.#sentBytes += messageRecordBytes(dataLength);
  }

  /** Posts a command behind everything that was sent before. */
  command(command: RecordingCommand): void {
    // What is sent from now on is not for the worker to find before it has the command.
    this.#segment = undefined;
    if (!this.#over) this.#worker.postMessage(command);
  }

  /** What is sent after this goes to the next file. */
  roll(): void {
    this.#rollsAhead += 1;
    this.#sentBeforePart = this.#sentBytes;
    this.command({ type: 'roll' });
  }

  /** Completes the file behind everything that was sent, and waits for the worker's end. */
  async finish(): Promise<void> {
    this.command({ type: 'finish' });
    await this.#ended;
  }

  #nextSegment(dataLength: number): void {
    const segment = this.#pool.take(mostRecordBytes(dataLength));
    this.#segment = segment;
    this.#segments.push(segment);
    const command: RecordingCommand = { type: 'segment', memory: segment.shared };
    this.#worker.postMessage(command);
  }

  #receive(report: RecordingReport): void {
    switch (report.type) {
      case 'opened':
        return;
      case 'flushed':
        this.#writtenBytes += report.recordBytes;
        for (const segment of this.#segments.splice(0, report.segments)) this.#pool.giveBack(segment);
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
    this.#segment = undefined;
    this.#segments.length = 0;
    this.#pool.clear();
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

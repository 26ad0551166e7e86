import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Host, type ImportResult, importFormats, importRecording } from '@modlink/host';
import type { RouteRequest, WireImportJob } from '@modlink/protocol';
import { isModlinkError } from '@modlink/sdk';
import { ServerError } from '../server-error.js';
import { wireError } from '../wire.js';
import type { Handlers, Upload } from './handler.js';
import { ImportFolder } from './import-folder.js';
import { storedIdOf } from './stored-id.js';

type ImportRoutes = 'importFormats' | 'startImport' | 'listImports' | 'getImport' | 'cancelImport';
type ImportRequest = RouteRequest<'startImport'>['query'];

/** Jobs that have ended are forgotten beyond this number; their recordings stay. */
const keptJobs = 100;
/** How often it is told how far an upload is. */
const tellEveryMs = 250;

export interface ImportJobsOptions {
  readonly host: Host;
  readonly limitBytes: number;
  readonly onChange: (job: WireImportJob) => void;
  readonly onImported: () => void;
}

/** One import: received, read, or how it ended. */
class ImportJob {
  readonly importId = randomUUID();
  readonly #options: ImportJobsOptions;
  readonly #request: ImportRequest;
  readonly #controller = new AbortController();
  readonly #folder: ImportFolder;
  #state: WireImportJob['state'] = 'receiving';
  #progress: Pick<WireImportJob, 'bytesDone' | 'bytesTotal'> = { bytesDone: 0 };
  #result: ImportResult | undefined;
  #error: unknown;
  #done: Promise<void> = Promise.resolve();

  constructor(request: ImportRequest, options: ImportJobsOptions) {
    this.#request = request;
    this.#options = options;
    this.#folder = new ImportFolder(options.host.recordings.folder, this.importId);
  }

  get hasEnded(): boolean {
    return this.#state !== 'receiving' && this.#state !== 'running';
  }

  /** Ends when the job has. */
  get done(): Promise<void> {
    return this.#done;
  }

  cancel(): void {
    this.#controller.abort();
  }

  /**
   * Takes the file, and begins to read it when it is whole.
   * @throws {ServerError} `BODY_TOO_LARGE`, `UPLOAD_FAILED`
   */
  async receive({ upload, uploadBytes }: Upload, signal: AbortSignal): Promise<void> {
    let resolve: () => void = () => undefined;
    this.#done = new Promise((ended) => {
      resolve = ended;
    });
    const ended = AbortSignal.any([signal, this.#controller.signal]);
    try {
      await this.#write(upload, uploadBytes, ended);
    } catch (error) {
      // A client that went away has cancelled it.
      const isCancelled = ended.aborted || upload.readableAborted;
      await this.#end(isCancelled ? undefined : error);
      resolve();
      if (this.#controller.signal.aborted) return;
      throw isModlinkError(error) ? error : notReceived(error);
    }
    this.#state = 'running';
    this.#tell();
    void this.#run().finally(resolve);
  }

  snapshot(): WireImportJob {
    const { streams = [], events = 0, warnings = [], warningCount = 0, path } = this.#result ?? {};
    const format = this.#result?.format ?? this.#request.format;
    return {
      importId: this.importId,
      fileName: this.#request.fileName,
      ...(format !== undefined && { format }),
      state: this.#state,
      ...this.#progress,
      ...(this.#error !== undefined && { error: this.#wireError(this.#error) }),
      ...(path !== undefined && {
        recordingId: storedIdOf(this.#options.host.recordings.folder, path),
      }),
      streams: streams.map((each) => ({ ...each })),
      events,
      warnings: warnings.map((each) => ({ ...each })),
      warningCount,
    };
  }

  /** In words for whoever knows the file by the name that it has there. */
  #wireError(error: unknown): NonNullable<WireImportJob['error']> {
    const { uploadPath } = this.#folder;
    const { message, ...rest } = wireError(error);
    return { ...rest, message: message.replaceAll(uploadPath, this.#request.fileName) };
  }

  async #write(upload: Readable, uploadBytes: number | undefined, ended: AbortSignal): Promise<void> {
    const { limitBytes } = this.#options;
    if (uploadBytes !== undefined && uploadBytes > limitBytes) throw tooLarge(limitBytes);
    const bytesTotal = uploadBytes === undefined ? {} : { bytesTotal: uploadBytes };
    this.#progress = { bytesDone: 0, ...bytesTotal };
    this.#tell();
    await this.#folder.create();
    await using file = await open(this.#folder.uploadPath, 'wx');
    const stop = () => upload.destroy();
    ended.addEventListener('abort', stop);
    try {
      let received = 0;
      let toldMs = performance.now();
      // What was sent too much is left unread, and the connection open for the answer.
      for await (const piece of upload.iterator({ destroyOnReturn: false })) {
        ended.throwIfAborted();
        received += (piece as Buffer).byteLength;
        if (received > limitBytes) throw tooLarge(limitBytes);
        await file.appendFile(piece as Buffer);
        this.#progress = { bytesDone: received, ...bytesTotal };
        const nowMs = performance.now();
        if (nowMs - toldMs < tellEveryMs) continue;
        toldMs = nowMs;
        this.#tell();
      }
      ended.throwIfAborted();
    } finally {
      ended.removeEventListener('abort', stop);
    }
  }

  async #run(): Promise<void> {
    const { fileName, ...request } = this.#request;
    try {
      const result = await importRecording({
        input: this.#folder.uploadPath,
        output: this.#folder.recordingPath,
        fileName,
        ...request,
        signal: this.#controller.signal,
        onProgress: (progress) => {
          this.#progress = { ...progress };
          this.#tell();
        },
      });
      this.#result = { ...result, path: await this.#folder.publish(fileName) };
      await this.#end('finished');
      this.#options.onImported();
    } catch (error) {
      const isCancelled = isModlinkError(error) && error.code === 'IMPORT_CANCELLED';
      await this.#end(isCancelled ? undefined : error);
    }
  }

  /** @param outcome - the error; `undefined` where it was cancelled. */
  async #end(outcome: unknown): Promise<void> {
    await this.#folder.remove();
    if (outcome === 'finished') this.#state = 'finished';
    else if (outcome === undefined) this.#state = 'cancelled';
    else {
      this.#state = 'failed';
      this.#error = outcome;
    }
    this.#tell();
  }

  #tell(): void {
    this.#options.onChange(this.snapshot());
  }
}

/** The imports of a server, running and ended. */
export class ImportJobs {
  readonly #jobs = new Map<string, ImportJob>();
  readonly #options: ImportJobsOptions;

  constructor(options: ImportJobsOptions) {
    this.#options = options;
  }

  get handlers(): Pick<Handlers, ImportRoutes> {
    return {
      importFormats: () => ({
        formats: [...importFormats.values()].map(({ id, title, extensions }) => ({
          id,
          title,
          extensions: [...extensions],
        })),
      }),
      startImport: async ({ query, signal, ...upload }) => {
        // Known before the file is taken.
        if (query.format !== undefined && !importFormats.has(query.format)) {
          const known = [...importFormats.keys()].join(', ');
          throw new ServerError(
            'INVALID_REQUEST',
            `There is no format "${query.format}". The formats are: ${known}.`,
          );
        }
        const job = new ImportJob(query, this.#options);
        this.#jobs.set(job.importId, job);
        this.#forgetOld();
        await job.receive(upload, signal);
        return job.snapshot();
      },
      listImports: () => ({ imports: [...this.#jobs.values()].map((job) => job.snapshot()) }),
      getImport: ({ params }) => this.#get(params.importId).snapshot(),
      cancelImport: async ({ params }) => {
        const job = this.#get(params.importId);
        job.cancel();
        await job.done;
        return job.snapshot();
      },
    };
  }

  /** Cancels what runs. */
  async close(): Promise<void> {
    await Promise.all(
      [...this.#jobs.values()].map((job) => {
        job.cancel();
        return job.done;
      }),
    );
  }

  #get(importId: string): ImportJob {
    const job = this.#jobs.get(importId);
    if (job !== undefined) return job;
    throw new ServerError(
      'UNKNOWN_IMPORT',
      `There is no import "${importId}". Imports are forgotten when the server ends.`,
    );
  }

  #forgetOld(): void {
    for (const [importId, job] of this.#jobs) {
      if (this.#jobs.size <= keptJobs) return;
      if (job.hasEnded) this.#jobs.delete(importId);
    }
  }
}

function tooLarge(limitBytes: number): ServerError {
  return new ServerError(
    'BODY_TOO_LARGE',
    `The file is larger than the ${limitBytes} bytes that this server takes. Import it with "modlink import" on the machine itself.`,
  );
}

function notReceived(cause: unknown): ServerError {
  return new ServerError(
    'UPLOAD_FAILED',
    `The file could not be taken (${(cause as Error).message}). Send it again, and see that the folder of the recordings has room for it.`,
    { cause },
  );
}

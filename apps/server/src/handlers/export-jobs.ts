import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { completeExportOptions, type ExportResult, exportFormats, exportRecording } from '@modlink/host';
import type { WireExportJob } from '@modlink/protocol';
import { isModlinkError } from '@modlink/sdk';
import { ServerError } from '../server-error.js';
import { wireError } from '../wire.js';
import type { Handlers } from './handler.js';

type ExportRoutes =
  | 'exportFormats'
  | 'startExport'
  | 'listExports'
  | 'getExport'
  | 'cancelExport'
  | 'downloadExport';

/** Jobs that have ended are forgotten beyond this number; their files stay. */
const keptJobs = 100;

interface StartedExport {
  readonly recordingId: string;
  readonly format: string;
  readonly streams?: readonly string[] | undefined;
  readonly options?: Readonly<Record<string, string>> | undefined;
}

/** One export: running, or how it ended. */
class ExportJob {
  readonly exportId = randomUUID();
  readonly done: Promise<void>;
  readonly #request: StartedExport;
  readonly #controller = new AbortController();
  #state: WireExportJob['state'] = 'running';
  #progress = { framesDone: 0, framesTotal: 0 };
  #result: ExportResult | undefined;
  #error: unknown;

  constructor(request: StartedExport, path: string, onChange: (job: ExportJob) => void) {
    this.#request = request;
    this.done = this.#run(path, request, () => onChange(this)).finally(() => onChange(this));
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  cancel(): void {
    this.#controller.abort();
  }

  snapshot(): WireExportJob {
    const { recordingId, format } = this.#request;
    return {
      exportId: this.exportId,
      recordingId,
      format,
      state: this.#state,
      ...this.#progress,
      ...(this.#error !== undefined && { error: wireError(this.#error) }),
      files: (this.#result?.files ?? []).map(({ path, streamId, sizeBytes, rows }) => ({
        name: basename(path),
        ...(streamId !== undefined && { streamId }),
        sizeBytes,
        rows,
      })),
      skipped: (this.#result?.skipped ?? []).map((each) => ({ ...each })),
    };
  }

  /** @throws {ServerError} `WRONG_STATE`, `UNKNOWN_EXPORT` */
  file(index: number): string {
    if (this.#state !== 'finished') {
      throw new ServerError(
        'WRONG_STATE',
        `The export is ${this.#state}: its files are there when it has finished.`,
      );
    }
    const file = this.#result?.files[index];
    if (file !== undefined) return file.path;
    throw new ServerError(
      'UNKNOWN_EXPORT',
      `The export made ${this.#result?.files.length ?? 0} files; there is no file ${index}.`,
    );
  }

  async #run(path: string, { format, streams, options }: StartedExport, onChange: () => void): Promise<void> {
    try {
      // In a folder of their own beside the recording, so that a folder of recordings stays one.
      const folder = join(dirname(path), 'exports');
      await mkdir(folder, { recursive: true });
      this.#result = await exportRecording({
        input: path,
        format,
        output: join(folder, parse(path).name),
        overwrite: true,
        signal: this.#controller.signal,
        streams,
        options,
        onProgress: (progress) => {
          this.#progress = { ...progress };
          onChange();
        },
      });
      this.#state = 'finished';
    } catch (error) {
      const isCancelled = isModlinkError(error) && error.code === 'EXPORT_CANCELLED';
      this.#state = isCancelled ? 'cancelled' : 'failed';
      if (!isCancelled) this.#error = error;
    }
  }
}

/** The exports of a server, running and ended. */
export class ExportJobs {
  readonly #jobs = new Map<string, ExportJob>();
  readonly #onChange: (job: WireExportJob) => void;

  constructor(onChange: (job: WireExportJob) => void) {
    this.#onChange = onChange;
  }

  /** @param pathOf - of a stored recording. @throws {ServerError} `UNKNOWN_RECORDING` */
  handlers(pathOf: (recordingId: string) => Promise<string>): Pick<Handlers, ExportRoutes> {
    return {
      exportFormats: () => ({
        formats: Array.from(exportFormats.values(), ({ id, title, options }) => ({
          id,
          title,
          options: options.map((option) => ({
            ...option,
            choices: option.choices?.map((choice) => ({ ...choice })),
          })),
        })),
      }),
      startExport: async ({ body }) => {
        // Known before the job begins, as an answer and not as a job that failed.
        const format = exportFormats.get(body.format);
        if (format === undefined) {
          const known = [...exportFormats.keys()].join(', ');
          throw new ServerError(
            'INVALID_REQUEST',
            `There is no format "${body.format}". The formats are: ${known}.`,
          );
        }
        completeExportOptions(format, body.options ?? {});
        const job = new ExportJob(body, await pathOf(body.recordingId), (changed) =>
          this.#onChange(changed.snapshot()),
        );
        this.#jobs.set(job.exportId, job);
        this.#forgetOld();
        return job.snapshot();
      },
      listExports: () => ({ exports: [...this.#jobs.values()].map((job) => job.snapshot()) }),
      getExport: ({ params }) => this.#get(params.exportId).snapshot(),
      cancelExport: async ({ params }) => {
        const job = this.#get(params.exportId);
        job.cancel();
        await job.done;
        return job.snapshot();
      },
      downloadExport: ({ params }) => {
        const path = this.#get(params.exportId).file(Number(params.index));
        return { path, fileName: basename(path) };
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

  #get(exportId: string): ExportJob {
    const job = this.#jobs.get(exportId);
    if (job !== undefined) return job;
    throw new ServerError(
      'UNKNOWN_EXPORT',
      `There is no export "${exportId}". Exports are forgotten when the server ends.`,
    );
  }

  #forgetOld(): void {
    for (const [exportId, job] of this.#jobs) {
      if (this.#jobs.size <= keptJobs) return;
      if (!job.isRunning) this.#jobs.delete(exportId);
    }
  }
}

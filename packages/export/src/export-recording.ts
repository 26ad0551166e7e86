import { stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { openRecording, type RecordedStreamInfo, type Recording } from '@modlink/recording';
import { ExportError } from './errors.js';
import type { ExportedFile, ExportFormat, ExportJob, SkippedStream } from './export-format.js';
import { exportFormats } from './formats.js';
import { OutputFiles } from './output/output-files.js';

export interface ExportOptions {
  /** The recording's file. It may be one that was not finished. */
  readonly input: string;
  /** An id of {@link exportFormats}. */
  readonly format: string;
  /**
   * Where the files go: path and beginning of their names, such as `results/eeg` (the format's extension may stand at its
   * end), or a folder that exists, for the recording's own name in it. Beside the recording unless given.
   */
  readonly output?: string | undefined;
  /** Stream ids; all unless given. */
  readonly streams?: readonly string[] | undefined;
  /** Replace files that are there already. Without it they are an error. */
  readonly overwrite?: boolean | undefined;
  /** Cancels the export; nothing is left of it. */
  readonly signal?: AbortSignal | undefined;
  /** Called at least at the end, and some hundred times on the way. */
  readonly onProgress?: ((progress: ExportProgress) => void) | undefined;
}

export interface ExportProgress {
  readonly framesDone: number;
  readonly framesTotal: number;
}

export interface ExportResult {
  readonly format: string;
  readonly files: readonly ExportedFile[];
  readonly skipped: readonly SkippedStream[];
  /** Whether the recording was finished; otherwise the export has everything up to its last flush. */
  readonly complete: boolean;
}

/**
 * Exports a recording. The files appear under their names when all of them are whole.
 * @throws {ExportError} `EXPORT_UNKNOWN_FORMAT`, `EXPORT_UNKNOWN_STREAM`, `EXPORT_FILE_EXISTS`, `EXPORT_WRITE_FAILED`,
 * `EXPORT_CANCELLED`, and the errors of `openRecording`
 */
export async function exportRecording(options: ExportOptions): Promise<ExportResult> {
  const format = exportFormats.get(options.format) ?? unknownFormat(options.format);
  throwIfCancelled(options);
  await using recording = await openRecording(options.input);
  const streams = selectStreams(recording, options.streams);
  const stem = await outputStem(options, format);
  const outputs = new OutputFiles({
    overwrite: options.overwrite ?? false,
    checkCancelled: () => throwIfCancelled(options),
  });
  try {
    const written = await format.write(exportJob(options, recording, streams, stem, outputs));
    throwIfCancelled(options);
    await outputs.publish();
    return { format: format.id, ...written, complete: recording.info.complete };
  } finally {
    await outputs.discard();
  }
}

function exportJob(
  options: ExportOptions,
  recording: Recording,
  streams: readonly RecordedStreamInfo[],
  stem: string,
  outputs: OutputFiles,
): ExportJob {
  return {
    recording,
    streams,
    stem,
    outputs,
    async *frames(selected, pass = { index: 0, count: 1 }) {
      const passFrames = selected.reduce((total, { frames }) => total + frames, 0);
      const framesTotal = passFrames * pass.count;
      const step = Math.ceil(framesTotal / 100);
      let framesDone = passFrames * pass.index;
      const streamIds = [...new Set(selected.map(({ streamId }) => streamId))];
      for await (const frame of recording.frames({ streams: streamIds })) {
        throwIfCancelled(options);
        yield frame;
        framesDone += 1;
        if (framesDone % step === 0 && framesDone < framesTotal)
          options.onProgress?.({ framesDone, framesTotal });
      }
      options.onProgress?.({ framesDone, framesTotal });
    },
  };
}

function selectStreams(
  recording: Recording,
  wanted: readonly string[] | undefined,
): readonly RecordedStreamInfo[] {
  const { streams, path } = recording.info;
  if (wanted === undefined) return streams;
  const unknown = wanted.find((streamId) => !streams.some((stream) => stream.streamId === streamId));
  if (unknown !== undefined) {
    throw new ExportError(
      'EXPORT_UNKNOWN_STREAM',
      `The recording ${path} has no stream ${unknown}; it has ${streams.map(({ streamId }) => streamId).join(', ') || 'none'}.`,
      { subject: { path, streamId: unknown } },
    );
  }
  return streams.filter(({ streamId }) => wanted.includes(streamId));
}

async function outputStem(options: ExportOptions, format: ExportFormat): Promise<string> {
  const ownName = parse(options.input).name;
  if (options.output === undefined) return join(dirname(resolve(options.input)), ownName);
  const output = resolve(options.output);
  if (await isFolder(output)) return join(output, ownName);
  return join(dirname(output), basename(output, `.${format.id}`));
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function throwIfCancelled({ signal, input }: ExportOptions): void {
  if (!signal?.aborted) return;
  throw new ExportError('EXPORT_CANCELLED', `The export of ${input} was cancelled; nothing of it is left.`, {
    cause: signal.reason,
    subject: { path: input },
  });
}

function unknownFormat(id: string): never {
  throw new ExportError(
    'EXPORT_UNKNOWN_FORMAT',
    `There is no export format ${JSON.stringify(id)}; there are ${[...exportFormats.keys()].join(', ')}.`,
  );
}

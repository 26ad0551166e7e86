import { stat } from 'node:fs/promises';
import { basename, dirname, join, parse, resolve } from 'node:path';
import {
  type DejitterCursor,
  type DejitteredStream,
  dejitterRecording,
  openRecording,
  type RecordedStreamInfo,
  type Recording,
} from '@modlink/recording';
import { ExportError } from './errors.js';
import type { ExportedFile, ExportFormat, ExportFrame, ExportJob, SkippedStream } from './export-format.js';
import { completeOptions, type ExportOptionValues, timestampsOption } from './export-option.js';
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
  /** Values of the options that the format has; see `options` of {@link exportFormats}. */
  readonly options?: ExportOptionValues | undefined;
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
 * @throws {ExportError} `EXPORT_UNKNOWN_FORMAT`, `EXPORT_UNKNOWN_STREAM`, `EXPORT_INVALID_OPTION`, `EXPORT_FILE_EXISTS`,
 * `EXPORT_WRITE_FAILED`, `EXPORT_CANCELLED`, and the errors of `openRecording`
 */
export async function exportRecording(options: ExportOptions): Promise<ExportResult> {
  const format = exportFormats.get(options.format) ?? unknownFormat(options.format);
  const values = completeOptions(format, options.options ?? {});
  throwIfCancelled(options);
  await using recording = await openRecording(options.input);
  const streams = selectStreams(recording, options.streams);
  const stem = await outputStem(options, format);
  const outputs = new OutputFiles({
    overwrite: options.overwrite ?? false,
    checkCancelled: () => throwIfCancelled(options),
  });
  try {
    const progress = new ReadingProgress(options, format, streams, values);
    const clocks = await progress.clocks(recording);
    const written = await format.write({
      recording,
      streams,
      stem,
      outputs,
      options: values,
      ...frameReading(recording, clocks, progress),
    });
    throwIfCancelled(options);
    await outputs.publish();
    return { format: format.id, ...written, complete: recording.info.complete };
  } finally {
    await outputs.discard();
  }
}

type Clocks = ReadonlyMap<number, DejitteredStream>;

function frameReading(
  recording: Recording,
  clocks: Clocks,
  progress: ReadingProgress,
): Pick<ExportJob, 'frames' | 'firstFrame'> {
  async function* frames(streams: readonly RecordedStreamInfo[]): AsyncGenerator<ExportFrame, void, void> {
    const cursors = new Map<number, DejitterCursor>();
    for (const [channelId, clock] of clocks) cursors.set(channelId, clock.cursor());
    const streamIds = [...new Set(streams.map(({ streamId }) => streamId))];
    for await (const frame of recording.frames({ streams: streamIds })) {
      yield { ...frame, dejittered: cursors.get(frame.channelId)?.next(frame.view) };
    }
  }
  return {
    frames: (streams, reading = 0) => progress.count(frames(streams), streams, reading),
    async firstFrame(stream) {
      for await (const frame of frames([stream])) {
        if (frame.channelId === stream.channelId) return frame;
      }
      return undefined;
    },
  };
}

/** Counts the frames of all readings, and stops them when the export is cancelled. */
class ReadingProgress {
  readonly #options: ExportOptions;
  readonly #streams: readonly RecordedStreamInfo[];
  readonly #isDejittered: boolean;
  readonly #readings: number;

  constructor(
    options: ExportOptions,
    format: ExportFormat,
    streams: readonly RecordedStreamInfo[],
    values: ExportOptionValues,
  ) {
    this.#options = options;
    this.#streams = streams;
    this.#isDejittered = values[timestampsOption.name] === 'dejittered';
    this.#readings = format.readings + (this.#isDejittered ? 1 : 0);
  }

  /** The clocks of the streams, by channel, where times freed of jitter were asked for: a reading of its own. */
  async clocks(recording: Recording): Promise<Clocks> {
    if (!this.#isDejittered) return new Map();
    const { signal } = this.#options;
    const frames = totalFrames(this.#streams);
    try {
      const clocks = await dejitterRecording(recording, {
        streams: this.#streams.map(({ streamId }) => streamId),
        signal,
        onProgress: ({ doneBytes, totalBytes }) =>
          this.#report(Math.floor((frames * doneBytes) / totalBytes), frames),
      });
      return new Map(clocks.map((clock) => [clock.channelId, clock]));
    } catch (error) {
      throwIfCancelled(this.#options);
      throw error;
    }
  }

  async *count(
    frames: AsyncIterable<ExportFrame>,
    streams: readonly RecordedStreamInfo[],
    reading: number,
  ): AsyncGenerator<ExportFrame, void, void> {
    const readingFrames = totalFrames(streams);
    const framesTotal = readingFrames * this.#readings;
    const step = Math.ceil(framesTotal / 100);
    let framesDone = readingFrames * (reading + (this.#isDejittered ? 1 : 0));
    for await (const frame of frames) {
      throwIfCancelled(this.#options);
      yield frame;
      framesDone += 1;
      if (framesDone % step === 0 && framesDone < framesTotal) this.#report(framesDone, readingFrames);
    }
    this.#report(framesDone, readingFrames);
  }

  #report(framesDone: number, readingFrames: number): void {
    this.#options.onProgress?.({ framesDone, framesTotal: readingFrames * this.#readings });
  }
}

function totalFrames(streams: readonly RecordedStreamInfo[]): number {
  return streams.reduce((total, { frames }) => total + frames, 0);
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

/** For formats that hold one stream in a file. */
import type { RecordedStreamInfo } from '@modlink/recording';
import type { ExportedFile, ExportFrame, ExportJob, SkippedStream } from '../export-format.js';
import type { OutputFile } from '../output/output-file.js';

/** Writes the file of one stream. */
export interface StreamWriter {
  /** @returns why the file cannot hold this frame: the stream is skipped then, and its file dropped. */
  add(frame: ExportFrame): Promise<string | undefined>;
  /** Completes the file. @returns how many steps of the time axis it holds. */
  finish(): Promise<number>;
  /** Ends what runs, where the file is not to be completed. */
  abandon?(): Promise<void>;
}

export interface StreamFileFormat {
  /** Without the dot. */
  readonly extension: string;
  /** Why a stream has no place in this format; `undefined` when it has. */
  whyNot(stream: RecordedStreamInfo): string | undefined;
  /** @param first - the frame that will be added first: its shape is that of the stream. */
  open(stream: RecordedStreamInfo, first: ExportFrame, file: OutputFile): Promise<StreamWriter>;
}

interface StreamOutput {
  readonly stream: RecordedStreamInfo;
  readonly file: OutputFile;
  readonly writer: StreamWriter;
}

/** Writes each stream to `<stem>.<device>.<stream>.<extension>`. */
export async function writeStreamFiles(
  job: ExportJob,
  format: StreamFileFormat,
): Promise<{ files: ExportedFile[]; skipped: SkippedStream[] }> {
  const { streams, skipped } = sortOut(job.streams, (stream) => format.whyNot(stream));
  const paths = outputPaths(job.stem, streams, format.extension);
  const byChannel = new Map(streams.map((stream) => [stream.channelId, stream]));
  const outputs = new Map<number, StreamOutput>();
  try {
    for await (const frame of job.frames(streams)) {
      const { channelId } = frame;
      const stream = byChannel.get(channelId);
      if (stream === undefined) continue;
      let output = outputs.get(channelId);
      if (output === undefined) {
        const file = await job.outputs.create(paths.get(channelId) ?? '');
        output = { stream, file, writer: await format.open(stream, frame, file) };
        outputs.set(channelId, output);
      }
      const reason = await output.writer.add(frame);
      if (reason === undefined) continue;
      byChannel.delete(channelId);
      outputs.delete(channelId);
      await output.writer.abandon?.();
      await job.outputs.drop(output.file);
      skipped.push({ streamId: stream.streamId, reason });
    }
    const files: ExportedFile[] = [];
    for (const { stream, file, writer } of outputs.values()) {
      const rows = await writer.finish();
      files.push({ path: file.path, streamId: stream.streamId, rows, sizeBytes: file.sizeBytes });
    }
    return { files, skipped };
  } catch (error) {
    for (const { writer } of outputs.values()) await writer.abandon?.();
    throw error;
  }
}

/** The streams that a format takes, and those that it does not, with the reason; a stream without a frame is of these. */
export function sortOut(
  streams: readonly RecordedStreamInfo[],
  whyNot: (stream: RecordedStreamInfo) => string | undefined,
): { streams: RecordedStreamInfo[]; skipped: SkippedStream[] } {
  const skipped: SkippedStream[] = [];
  const taken = streams.filter((stream) => {
    const reason = whyNot(stream) ?? (stream.frames === 0 ? 'The recording has no frame of it.' : undefined);
    if (reason !== undefined) skipped.push({ streamId: stream.streamId, reason });
    return reason === undefined;
  });
  return { streams: taken, skipped };
}

/** Why a format with one set of columns cannot hold a stream whose frames differ in more than their length. */
export function shapeChanged(shape: readonly number[]): string {
  return `The size of its frames changes (to [${shape.join(', ')}]), and a table has one set of columns.`;
}

/** A stream that is in the recording again, with another descriptor, gets a number: `rec.device.01.eeg.2.csv`. */
function outputPaths(
  stem: string,
  streams: readonly RecordedStreamInfo[],
  extension: string,
): Map<number, string> {
  const paths = new Map<number, string>();
  const counts = new Map<string, number>();
  for (const { channelId, streamId, descriptor } of streams) {
    const count = (counts.get(streamId) ?? 0) + 1;
    counts.set(streamId, count);
    const number = count === 1 ? '' : `.${count}`;
    paths.set(channelId, `${stem}.${descriptor.deviceId}.${descriptor.streamKey}${number}.${extension}`);
  }
  return paths;
}

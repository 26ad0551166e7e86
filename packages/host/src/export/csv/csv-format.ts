import type { RecordedStreamInfo } from '@modlink/recording';
import { stringify } from 'csv-stringify/sync';
import type { ExportedFile, ExportFormat, ExportJob, SkippedStream } from '../export-format.js';
import type { OutputFile } from '../output-files.js';
import { StreamTable } from './stream-table.js';

interface StreamOutput {
  readonly stream: RecordedStreamInfo;
  readonly file: OutputFile;
  readonly table: StreamTable;
  rows: number;
}

/**
 * CSV (RFC 4180, UTF-8, line feeds): for each stream `<stem>.<device>.<stream>.csv` as {@link StreamTable} describes it,
 * and `<stem>.markers.csv` with the recording's events. Lossless: every number reads back as the very same value.
 */
export const csvFormat: ExportFormat = {
  id: 'csv',
  title: 'CSV: a table for each stream, and one of the markers',
  async write(job) {
    const skipped: SkippedStream[] = [];
    const streams = job.streams.filter((stream) => {
      const reason = whyNoTable(stream);
      if (reason !== undefined) skipped.push({ streamId: stream.streamId, reason });
      return reason === undefined;
    });
    const tables = await writeStreams(job, streams, skipped);
    const markers = await writeMarkers(job);
    return { files: markers === undefined ? tables : [...tables, markers], skipped };
  },
};

function whyNoTable({ descriptor, frames }: RecordedStreamInfo): string | undefined {
  if (descriptor.payloadType === 'video') {
    return 'Video has no sensible form in a table: one row would have a column for every pixel. Export it to a video format.';
  }
  return frames === 0 ? 'The recording has no frame of it.' : undefined;
}

async function writeStreams(
  job: ExportJob,
  streams: readonly RecordedStreamInfo[],
  skipped: SkippedStream[],
): Promise<ExportedFile[]> {
  const paths = outputPaths(job.stem, streams);
  const byChannel = new Map(streams.map((stream) => [stream.channelId, stream]));
  const outputs = new Map<number, StreamOutput>();
  for await (const { channelId, view } of job.frames(streams)) {
    const stream = byChannel.get(channelId);
    if (stream === undefined) continue;
    let output = outputs.get(channelId);
    if (output === undefined) {
      const file = await job.outputs.create(paths.get(channelId) ?? '');
      output = { stream, file, table: new StreamTable(stream.descriptor, view), rows: 0 };
      outputs.set(channelId, output);
      await file.write(stringify([output.table.header()]));
    }
    const rows = output.table.rows(view);
    if (rows === undefined) {
      byChannel.delete(channelId);
      outputs.delete(channelId);
      await job.outputs.drop(output.file);
      skipped.push({
        streamId: stream.streamId,
        reason: `The size of its frames changes (to [${view.data.shape.join(', ')}]), and a table has one set of columns.`,
      });
      continue;
    }
    output.rows += rows.length;
    await output.file.write(stringify(rows));
  }
  return Promise.all(
    Array.from(outputs.values(), async ({ stream, file, rows }) => {
      await file.flush();
      return { path: file.path, streamId: stream.streamId, rows, sizeBytes: file.sizeBytes };
    }),
  );
}

async function writeMarkers(job: ExportJob): Promise<ExportedFile | undefined> {
  if (job.recording.info.eventCount === 0) return undefined;
  const file = await job.outputs.create(`${job.stem}.markers.csv`);
  await file.write(stringify([['timestamp_ns', 'type', 'label', 'device_id', 'stream_id', 'data']]));
  let rows = 0;
  for await (const { timestampNs, type, label, deviceId, streamId, data } of job.recording.events()) {
    const json = data === undefined ? '' : JSON.stringify(data);
    await file.write(
      stringify([[String(timestampNs), type, label ?? '', deviceId ?? '', streamId ?? '', json]]),
    );
    rows += 1;
  }
  await file.flush();
  return { path: file.path, rows, sizeBytes: file.sizeBytes };
}

/** A stream that is in the recording again, with another descriptor, gets a number: `rec.device.01.eeg.2.csv`. */
function outputPaths(stem: string, streams: readonly RecordedStreamInfo[]): Map<number, string> {
  const paths = new Map<number, string>();
  const counts = new Map<string, number>();
  for (const { channelId, streamId, descriptor } of streams) {
    const count = (counts.get(streamId) ?? 0) + 1;
    counts.set(streamId, count);
    const number = count === 1 ? '' : `.${count}`;
    paths.set(channelId, `${stem}.${descriptor.deviceId}.${descriptor.streamKey}${number}.csv`);
  }
  return paths;
}

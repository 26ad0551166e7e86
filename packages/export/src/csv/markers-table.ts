import { stringify } from 'csv-stringify/sync';
import type { ExportedFile, ExportJob } from '../export-format.js';

/** Writes `<stem>.markers.csv` with the recording's events, where it has any: also for formats that have no place for them. */
export async function writeMarkersTable(job: ExportJob): Promise<ExportedFile | undefined> {
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
  return { path: file.path, rows, sizeBytes: file.sizeBytes };
}

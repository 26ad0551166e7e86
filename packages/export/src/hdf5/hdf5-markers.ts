import type { RecordingEvent } from '@modlink/recording';
import type { Group } from 'h5wasm/node';
import type { ExportJob } from '../export-format.js';
import { AppendedDataset } from './appended-dataset.js';

const columns: readonly (readonly [name: string, text: (event: RecordingEvent) => string])[] = [
  ['type', ({ type }) => type],
  ['label', ({ label }) => label ?? ''],
  ['device_id', ({ deviceId }) => deviceId ?? ''],
  ['stream_id', ({ streamId }) => streamId ?? ''],
  ['data', ({ data }) => (data === undefined ? '' : JSON.stringify(data))],
];
const chunkRows = 256;

/**
 * Writes the events: `timestamps_ns`, and the columns above as texts of one width in UTF-8. They are read twice, for their
 * widths and for themselves.
 */
export async function writeHdf5Markers(job: ExportJob, group: Group): Promise<number> {
  const widths = columns.map(() => 1);
  for await (const event of job.recording.events()) {
    for (const [index, [, text]] of columns.entries())
      widths[index] = Math.max(widths[index] ?? 1, Buffer.byteLength(text(event)));
  }
  const timestamps = new AppendedDataset(group, 'timestamps_ns', 'int64', []);
  const texts = columns.map(([name, text], index) => ({
    text,
    gathered: [] as string[],
    dataset: group.create_dataset({
      name,
      data: [],
      dtype: `S${widths[index]}`,
      shape: [0],
      maxshape: [null],
      chunks: [chunkRows],
    }),
  }));
  let written = 0;
  const flush = (): void => {
    const rows = texts[0]?.gathered.length ?? 0;
    if (rows === 0) return;
    for (const { dataset, gathered } of texts) {
      dataset.resize([written + rows]);
      dataset.write_slice([[written, written + rows]], gathered.splice(0));
    }
    written += rows;
  };
  for await (const event of job.recording.events()) {
    timestamps.append(BigInt64Array.of(event.timestampNs));
    for (const { text, gathered } of texts) gathered.push(text(event));
    if (texts[0]?.gathered.length === chunkRows) flush();
  }
  flush();
  timestamps.flush();
  return written;
}

import type { RecordingEvent } from '@modlink/recording';
import type { ExportedFile, ExportJob } from '../export-format.js';
import { type ZipEntry, ZipWriter } from '../output/zip.js';
import { NpyText, npyDescr, npyHeader } from './npy.js';

const columns: readonly (readonly [name: string, text: (event: RecordingEvent) => string])[] = [
  ['type', ({ type }) => type],
  ['label', ({ label }) => label ?? ''],
  ['device_id', ({ deviceId }) => deviceId ?? ''],
  ['stream_id', ({ streamId }) => streamId ?? ''],
  ['data', ({ data }) => (data === undefined ? '' : JSON.stringify(data))],
];

/**
 * Writes `<stem>.markers.npz`: `timestamps_ns` and the columns above, each an array with an item for each event. The
 * events are read once for their number and the widths of the texts, and then once for each column.
 */
export async function writeNpzMarkers(job: ExportJob, modified: Date): Promise<ExportedFile | undefined> {
  const { recording } = job;
  if (recording.info.eventCount === 0) return undefined;
  let count = 0;
  const widths = columns.map(() => 0);
  for await (const event of recording.events()) {
    count += 1;
    for (const [index, [, text]] of columns.entries()) {
      widths[index] = Math.max(widths[index] ?? 0, NpyText.widthOf(text(event)));
    }
  }
  const array = (name: string, descr: string, item: (event: RecordingEvent) => Uint8Array): ZipEntry => ({
    name: `${name}.npy`,
    content: (async function* () {
      yield npyHeader(descr, [count]);
      for await (const event of recording.events()) yield item(event);
    })(),
  });
  const entries = [
    array('timestamps_ns', npyDescr('int64'), ({ timestampNs }) =>
      Buffer.from(BigInt64Array.of(timestampNs).buffer),
    ),
    ...columns.map(([name, text], index) => {
      const field = new NpyText(widths[index] ?? 0);
      return array(name, field.descr, (event) => field.encode(text(event)));
    }),
  ];
  const file = await job.outputs.create(`${job.stem}.markers.npz`);
  const zip = new ZipWriter(file, await job.outputs.createScratch(file.path), modified);
  for (const entry of entries) await zip.add(entry);
  await zip.finish();
  return { path: file.path, rows: count, sizeBytes: file.sizeBytes };
}

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { editsSuffix, type RecordingInfo } from '@modlink/recording';
import { csvFormat } from '../csv/csv-format.js';
import type { ExportFormat } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { ZippedOutputs } from '../output/zipped-outputs.js';

/**
 * A bundle: `<stem>.bundle.zip`, all that there is of a recording in one file to hand on: the MCAP file as it is and whole, the
 * file of its edits beside it, the tables of the CSV export of the chosen streams, with the events as they were edited last, and
 * `metadata.json` with what the recording says about itself.
 */
export const bundleFormat: ExportFormat = {
  id: 'bundle',
  title: 'Bundle: a zip of the recording with its edits, its CSV tables and its metadata as JSON',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { info } = job.recording;
    const outputs = new ZippedOutputs(`${job.stem}.bundle.zip`, job.outputs);
    const metadata = await outputs.create('metadata.json');
    await metadata.write(metadataText(info, job.options.timestamps));
    const { files, skipped } = await csvFormat.write({ ...job, outputs });
    const modified = new Date(Number(info.startedNs / 1_000_000n));
    const { zip, file } = await outputs.begin((path) => basename(path), modified);
    const edits = await readIfThere(info.path + editsSuffix);
    if (edits !== undefined) await zip.add({ name: basename(info.path) + editsSuffix, content: [edits] });
    // No further than it went when it was opened: it may still be growing.
    const recording = createReadStream(info.path, { end: info.sizeBytes - 1 });
    await zip.add({ name: basename(info.path), content: recording });
    await zip.finish();
    const rows = Math.max(0, ...files.map((each) => each.rows));
    return { files: [{ path: file.path, rows, sizeBytes: file.sizeBytes }], skipped };
  },
};

async function readIfThere(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}

/** Nanoseconds are text: they pass what a JSON number holds. */
function metadataText(info: RecordingInfo, timestamps: string | undefined): string {
  const { path, ...facts } = info;
  const text = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
  return `${JSON.stringify({ file: basename(path), timestamps, ...facts }, text, 2)}\n`;
}

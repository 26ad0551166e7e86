import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { RecordingInfo } from '@modlink/recording';
import { csvFormat } from '../csv/csv-format.js';
import type { ExportFormat, ExportJob } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import type { OutputFile } from '../output/output-file.js';
import { ZipWriter } from '../output/zip.js';

/**
 * A bundle: `<stem>.bundle.zip`, all that there is of a recording in one file to hand on: the MCAP file as it is and whole, the
 * tables of the CSV export of the chosen streams, with the events as they were edited last, and `metadata.json` with what the
 * recording says about itself.
 */
export const bundleFormat: ExportFormat = {
  id: 'bundle',
  title: 'Bundle: a zip of the recording, its CSV tables and its metadata as JSON',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { info } = job.recording;
    const tables = new Map<string, OutputFile>();
    const { files, skipped } = await csvFormat.write({ ...job, outputs: intoBundle(job, tables) });
    const output = await job.outputs.create(`${job.stem}.bundle.zip`);
    const modified = new Date(Number(info.startedNs / 1_000_000n));
    const zip = new ZipWriter(output, await job.outputs.createScratch(output.path), modified);
    await zip.add({ name: 'metadata.json', content: [Buffer.from(metadataText(info))] });
    for (const { path } of files) {
      const table = tables.get(path);
      if (table !== undefined) await zip.add({ name: basename(path), content: await table.read() });
    }
    // No further than it went when it was opened: it may still be growing.
    const recording = createReadStream(info.path, { end: info.sizeBytes - 1 });
    await zip.add({ name: basename(info.path), content: recording });
    await zip.finish();
    const rows = Math.max(0, ...files.map((file) => file.rows));
    return { files: [{ path: output.path, rows, sizeBytes: output.sizeBytes }], skipped };
  },
};

/** The tables go to files that are only there until the zip is written. */
function intoBundle({ outputs }: ExportJob, tables: Map<string, OutputFile>): ExportJob['outputs'] {
  return {
    async create(path) {
      const file = await outputs.createScratch(path);
      tables.set(path, file);
      return file;
    },
    createScratch: (path) => outputs.createScratch(path),
    drop: (file) => outputs.drop(file),
  };
}

/** Nanoseconds are text: they pass what a JSON number holds. */
function metadataText(info: RecordingInfo): string {
  const { path, ...facts } = info;
  const text = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);
  return `${JSON.stringify({ file: basename(path), ...facts }, text, 2)}\n`;
}

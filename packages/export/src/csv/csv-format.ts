import { stringify } from 'csv-stringify/sync';
import type { ExportFormat } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { type StreamFileFormat, shapeChanged, writeStreamFiles } from '../streams/stream-files.js';
import { writeMarkersTable } from './markers-table.js';
import { StreamTable } from './stream-table.js';

/**
 * CSV (RFC 4180, UTF-8, line feeds): for each stream `<stem>.<device>.<stream>.csv` as {@link StreamTable} describes it,
 * and `<stem>.markers.csv` with the recording's events. Lossless: every number reads back as the very same value.
 */
export const csvFormat: ExportFormat = {
  id: 'csv',
  title: 'CSV: a table for each stream, and one of the markers',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { files, skipped } = await writeStreamFiles(job, streamTables);
    const markers = await writeMarkersTable(job);
    return { files: markers === undefined ? files : [...files, markers], skipped };
  },
};

const streamTables: StreamFileFormat = {
  extension: 'csv',
  whyNot: ({ descriptor }) =>
    descriptor.payloadType === 'video'
      ? 'Video has no sensible form in a table: one row would have a column for every pixel. Export it to a video format.'
      : undefined,
  async open({ descriptor }, first, file) {
    const table = new StreamTable(descriptor, first);
    let count = 0;
    await file.write(stringify([table.header()]));
    return {
      async add(frame) {
        const rows = table.rows(frame);
        if (rows === undefined) return shapeChanged(frame.view.data.shape);
        count += rows.length;
        await file.write(stringify(rows));
        return undefined;
      },
      finish: async () => count,
    };
  },
};

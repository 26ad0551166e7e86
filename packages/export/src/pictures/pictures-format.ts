import { stringify } from 'csv-stringify/sync';
import { writeMarkersTable } from '../csv/markers-table.js';
import type { ExportFormat } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { ZipWriter } from '../output/zip.js';
import { writeStreamFiles } from '../streams/stream-files.js';
import { dejitteredTimesNs, stepTimesNs } from '../streams/time-axis.js';
import { pictureFiles } from './picture-files.js';

/**
 * Pictures: for each video `<stem>.<device>.<stream>.zip` with a file for each picture, `picture-000000000.jpg` or `.png`, and
 * `pictures.csv`, which says when each was taken; and `<stem>.markers.csv`. Nothing is lost: JPEG pictures are as the camera
 * made them.
 */
export const picturesFormat: ExportFormat = {
  id: 'pictures',
  title:
    'Pictures: each video as a zip of JPEG or PNG files with a table of their times, and the markers as CSV',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const modified = new Date(Number(job.recording.info.startedNs / 1_000_000n));
    const { files, skipped } = await writeStreamFiles(job, {
      extension: 'zip',
      whyNot: ({ descriptor }) =>
        descriptor.payloadType === 'video' ? undefined : 'Only video has pictures.',
      async open({ descriptor }, { dejittered }, file) {
        const zip = new ZipWriter(file, await job.outputs.createScratch(file.path), modified);
        const table = await job.outputs.createScratch(file.path);
        let count = 0;
        const more = dejittered === undefined ? [] : ['timestamp_dejittered_ns'];
        await table.write(stringify([['file', 'timestamp_ns', ...more, 'device_time_ns', 'seq', 'lost']]));
        return {
          async add(frame) {
            const { view } = frame;
            const pictures = await pictureFiles(view);
            if (pictures === undefined)
              return `No PNG holds its pictures as they are (${view.pixelFormat ?? view.dtype}, [${view.data.shape.join(', ')}]). Export it to NPZ or MP4.`;
            const times = stepTimesNs(descriptor, view);
            const dejitteredNs = dejitteredTimesNs(frame);
            const { deviceTimeNs, seq, lost } = view;
            for (const [step, { extension, bytes }] of pictures.entries()) {
              const name = `picture-${String(count).padStart(9, '0')}.${extension}`;
              const device = step === 0 && deviceTimeNs !== undefined ? String(deviceTimeNs) : '';
              await zip.add({ name, content: [bytes] });
              const free = dejitteredNs === undefined ? [] : [String(dejitteredNs[step])];
              await table.write(
                stringify([[name, String(times[step]), ...free, device, seq ?? '', step === 0 ? lost : 0]]),
              );
              count += 1;
            }
            return undefined;
          },
          async finish() {
            await zip.add({ name: 'pictures.csv', content: await table.read() });
            await zip.finish();
            return count;
          },
        };
      },
    });
    const markers = await writeMarkersTable(job);
    return { files: markers === undefined ? files : [...files, markers], skipped };
  },
};

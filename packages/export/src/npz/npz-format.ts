import type { RecordedStreamInfo } from '@modlink/recording';
import type { ExportFormat, ExportFrame, ExportJob } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import type { OutputFile } from '../output/output-file.js';
import { type ZipEntry, ZipWriter } from '../output/zip.js';
import { channelNames, channelUnits } from '../streams/channels.js';
import { type StreamWriter, shapeChanged, writeStreamFiles } from '../streams/stream-files.js';
import { dejitteredTimesNs, innerAxes, sameColumns, stepTimesNs, timeFirst } from '../streams/time-axis.js';
import { GrowingArray, numberEntry, textEntry } from './npz-arrays.js';
import { writeNpzMarkers } from './npz-markers.js';

/**
 * NPZ, arrays for NumPy: for each stream `<stem>.<device>.<stream>.npz` with
 *
 * | array | shape | what |
 * |---|---|---|
 * | `data` | `[step, channel, ...]` | the values as recorded, time first |
 * | `timestamps_ns` | `[step]` | the frame's timestamp + i / nominal rate; the frame's own for irregular streams |
 * | `timestamps_dejittered_ns` | `[step]` | the same, freed of jitter; only where that was asked for |
 * | `frame_start` | `[frame]` | the step at which each recorded frame begins |
 * | `frame_device_time_ns` | `[frame]` | the device's own clock there; the least int64 (NumPy's NaT) where it has none |
 * | `frame_seq` | `[frame]` | sequence numbers; -1 where there is none |
 * | `frame_lost` | `[frame]` | samples that the device says were lost before the frame |
 * | `channel_names`, `channel_units` | `[channel]` | text |
 * | `sample_rate_hz` | `[]` | nominal; not-a-number for irregular streams |
 * | `descriptor` | `[]` | the whole descriptor, as JSON |
 *
 * and `<stem>.markers.npz` with the recording's events. Lossless; nothing is put where samples are missing.
 */
export const npzFormat: ExportFormat = {
  id: 'npz',
  title: 'NPZ: arrays for NumPy, a file for each stream, and one of the markers',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const modified = new Date(Number(job.recording.info.startedNs / 1_000_000n));
    const { files, skipped } = await writeStreamFiles(job, {
      extension: 'npz',
      whyNot: ({ descriptor }) =>
        descriptor.pixelFormat === 'mjpeg'
          ? 'Its pictures are compressed, each of another length, and an array has one. Export it to a video format.'
          : undefined,
      open: (stream, first, file) => openStreamArrays(stream, first, file, job.outputs, modified),
    });
    const markers = await writeNpzMarkers(job, modified);
    return { files: markers === undefined ? files : [...files, markers], skipped };
  },
};

/** What NumPy takes for "not a time". */
const noTime = -(2n ** 63n);

async function openStreamArrays(
  { descriptor }: RecordedStreamInfo,
  { view: first, dejittered }: ExportFrame,
  file: OutputFile,
  outputs: ExportJob['outputs'],
  modified: Date,
): Promise<StreamWriter> {
  const { shape } = first.data;
  const growing = async (...[name, dtype, inner]: [string, typeof first.dtype, readonly number[]]) =>
    new GrowingArray(name, dtype, inner, await outputs.createScratch(file.path));
  const data = await growing('data', first.dtype, innerAxes(descriptor, shape));
  const timestamps = await growing('timestamps_ns', 'int64', []);
  const dejitteredTimes = dejittered && (await growing('timestamps_dejittered_ns', 'int64', []));
  const starts = await growing('frame_start', 'int64', []);
  const deviceTimes = await growing('frame_device_time_ns', 'int64', []);
  const seqs = await growing('frame_seq', 'int64', []);
  const losses = await growing('frame_lost', 'int64', []);
  let steps = 0;
  let frames = 0;
  return {
    async add(frame) {
      const { view } = frame;
      if (!sameColumns(view.data.shape, shape)) return shapeChanged(view.data.shape);
      const times = stepTimesNs(descriptor, view);
      await data.append(timeFirst(view));
      await timestamps.append(times);
      await dejitteredTimes?.append(dejitteredTimesNs(frame) ?? times);
      await starts.append(BigInt64Array.of(BigInt(steps)));
      await deviceTimes.append(BigInt64Array.of(view.deviceTimeNs ?? noTime));
      await seqs.append(BigInt64Array.of(BigInt(view.seq ?? -1)));
      await losses.append(BigInt64Array.of(BigInt(view.lost)));
      steps += times.length;
      frames += 1;
      return undefined;
    },
    async finish() {
      const channels = shape[0] ?? 0;
      const rate = descriptor.nominalSampleRateHz;
      const entries: ZipEntry[] = [
        data.entry(steps),
        timestamps.entry(steps),
        ...(dejitteredTimes === undefined ? [] : [dejitteredTimes.entry(steps)]),
        starts.entry(frames),
        deviceTimes.entry(frames),
        seqs.entry(frames),
        losses.entry(frames),
        textEntry('channel_names', channelNames(descriptor, channels)),
        textEntry('channel_units', channelUnits(descriptor, channels)),
        numberEntry('sample_rate_hz', rate === 'irregular' ? Number.NaN : rate),
        textEntry('descriptor', JSON.stringify(descriptor)),
      ];
      const zip = new ZipWriter(file, await outputs.createScratch(file.path), modified);
      for (const entry of entries) await zip.add(entry);
      await zip.finish();
      return steps;
    },
  };
}

import type { RecordedStreamInfo } from '@modlink/recording';
import type { File, Group } from 'h5wasm/node';
import type { ExportFormat, ExportFrame, ExportJob, SkippedStream } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { channelNames, channelUnits } from '../streams/channels.js';
import { shapeChanged, sortOut } from '../streams/stream-files.js';
import { dejitteredTimesNs, innerAxes, sameColumns, stepTimesNs, timeFirst } from '../streams/time-axis.js';
import { AppendedDataset } from './appended-dataset.js';
import { writeHdf5File } from './hdf5-file.js';
import { writeHdf5Markers } from './hdf5-markers.js';

/** What h5py and NumPy take for "not a time". */
const noTime = -(2n ** 63n);

/**
 * HDF5: `<stem>.hdf5` with a group `streams/<device>/<stream>` for each stream, whose datasets are the arrays of the NPZ
 * export and grow chunk by chunk, with names, units, rate and descriptor as attributes; and a group `markers`. Lossless. A
 * stream that is in the recording again with another descriptor is `<stream>.2`.
 */
export const hdf5Format: ExportFormat = {
  id: 'hdf5',
  title: 'HDF5: one file with a group of arrays for each stream, and one of the markers',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { streams, skipped } = sortOut(job.streams, ({ descriptor }) =>
      descriptor.pixelFormat === 'mjpeg'
        ? 'Its pictures are compressed, each of another length, and an array has one. Export it to a video format.'
        : undefined,
    );
    if (streams.length === 0 && job.recording.info.eventCount === 0) return { files: [], skipped };
    let rows = 0;
    const output = await writeHdf5File(job, `${job.stem}.hdf5`, async (file) => {
      rows = await writeContent(job, file, streams, skipped);
    });
    return { files: [{ path: output.path, rows, sizeBytes: output.sizeBytes }], skipped };
  },
};

async function writeContent(
  job: ExportJob,
  file: File,
  streams: readonly RecordedStreamInfo[],
  skipped: SkippedStream[],
): Promise<number> {
  const { name, startedNs } = job.recording.info;
  file.create_attribute('name', name);
  file.create_attribute('started_ns', BigInt64Array.of(startedNs), [], '<q');
  const all = file.create_group('streams');
  const left = new Map(streams.map((stream) => [stream.channelId, stream]));
  const groups = new Map<number, StreamGroup>();
  for await (const frame of job.frames(streams)) {
    const { channelId, view } = frame;
    const stream = left.get(channelId);
    if (stream === undefined) continue;
    const group = groups.get(channelId) ?? new StreamGroup(streamGroup(all, stream), stream, frame);
    groups.set(channelId, group);
    if (group.add(frame)) continue;
    left.delete(channelId);
    const reason = `${shapeChanged(view.data.shape)} What came before is exported.`;
    skipped.push({ streamId: stream.streamId, reason });
  }
  for (const group of groups.values()) group.flush();
  const events =
    job.recording.info.eventCount > 0 ? await writeHdf5Markers(job, file.create_group('markers')) : 0;
  return Math.max(events, ...Array.from(groups.values(), ({ steps }) => steps));
}

function streamGroup(all: Group, { descriptor: { deviceId, streamKey } }: RecordedStreamInfo): Group {
  const device = (all.keys().includes(deviceId) ? all.get(deviceId) : all.create_group(deviceId)) as Group;
  let key: string = streamKey;
  for (let number = 2; device.keys().includes(key); number++) key = `${streamKey}.${number}`;
  return device.create_group(key);
}

class StreamGroup {
  steps = 0;
  readonly #stream: RecordedStreamInfo;
  readonly #shape: readonly number[];
  readonly #data: AppendedDataset;
  readonly #timestamps: AppendedDataset;
  readonly #dejitteredTimes: AppendedDataset | undefined;
  readonly #starts: AppendedDataset;
  readonly #deviceTimes: AppendedDataset;
  readonly #seqs: AppendedDataset;
  readonly #losses: AppendedDataset;

  constructor(group: Group, stream: RecordedStreamInfo, { view: first, dejittered }: ExportFrame) {
    const { descriptor } = stream;
    const { shape } = first.data;
    const channels = shape[0] ?? 0;
    const rate = descriptor.nominalSampleRateHz;
    this.#stream = stream;
    this.#shape = shape;
    this.#data = new AppendedDataset(group, 'data', first.dtype, innerAxes(descriptor, shape));
    const integers = (name: string) => new AppendedDataset(group, name, 'int64', []);
    this.#timestamps = integers('timestamps_ns');
    this.#dejitteredTimes = dejittered && integers('timestamps_dejittered_ns');
    this.#starts = integers('frame_start');
    this.#deviceTimes = integers('frame_device_time_ns');
    this.#seqs = integers('frame_seq');
    this.#losses = integers('frame_lost');
    group.create_attribute('channel_names', channelNames(descriptor, channels));
    group.create_attribute('channel_units', channelUnits(descriptor, channels));
    group.create_attribute(
      'sample_rate_hz',
      Float64Array.of(rate === 'irregular' ? Number.NaN : rate),
      [],
      '<d',
    );
    group.create_attribute('descriptor', JSON.stringify(descriptor));
  }

  /** @returns whether the frame fits. */
  add(frame: ExportFrame): boolean {
    const { view } = frame;
    if (!sameColumns(view.data.shape, this.#shape)) return false;
    const times = stepTimesNs(this.#stream.descriptor, view);
    this.#data.append(timeFirst(view));
    this.#timestamps.append(times);
    this.#dejitteredTimes?.append(dejitteredTimesNs(frame) ?? times);
    this.#starts.append(BigInt64Array.of(BigInt(this.steps)));
    this.#deviceTimes.append(BigInt64Array.of(view.deviceTimeNs ?? noTime));
    this.#seqs.append(BigInt64Array.of(BigInt(view.seq ?? -1)));
    this.#losses.append(BigInt64Array.of(BigInt(view.lost)));
    this.steps += times.length;
    return true;
  }

  flush(): void {
    this.#dejitteredTimes?.flush();
    for (const dataset of [this.#data, this.#timestamps, this.#starts]) dataset.flush();
    for (const dataset of [this.#deviceTimes, this.#seqs, this.#losses]) dataset.flush();
  }
}

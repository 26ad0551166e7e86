import type { RecordedStreamInfo } from '@modlink/recording';
import type { File, Group } from 'h5wasm/node';
import type { ExportedFile, ExportFormat, ExportJob, SkippedStream } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { writeHdf5File } from '../hdf5/hdf5-file.js';
import type { OutputFile } from '../output/output-file.js';
import { recordedImpedances } from '../streams/impedances.js';
import { shapeChanged, sortOut } from '../streams/stream-files.js';
import { chosenTimeNs } from '../streams/time-axis.js';
import { electrodeStreamsOf, writeElectrodes } from './nwb-electrodes.js';
import { writeNwbEvents } from './nwb-events.js';
import { writeDevices, writeSession } from './nwb-general.js';
import { objectName } from './nwb-objects.js';
import { whyNoPictures } from './nwb-pictures.js';
import { NwbSeries } from './nwb-series.js';
import { wholeMillisecondNs } from './nwb-times.js';

/**
 * NWB 2.7: `<stem>.nwb` with each stream in `acquisition`: voltages at electrodes as ElectricalSeries in volts, with the table of
 * the electrodes; video as ImageSeries (of JPEG pictures `<stem>.<device>.<stream>.mjpeg` beside the file); everything else as
 * TimeSeries in its own unit. Values are as recorded, each step has its time. Markers are an AnnotationSeries, segments the
 * epochs, all events a table; session, subject and devices stand in `general`.
 */
export const nwbFormat: ExportFormat = {
  id: 'nwb',
  title: 'NWB: one file of neurophysiology with all streams, electrodes, markers and segments',
  options: [timestampsOption],
  readings: 1,
  async write(job) {
    const { streams, skipped } = sortOut(job.streams, ({ descriptor }) =>
      whyNoPictures(descriptor.pixelFormat),
    );
    if (streams.length === 0 && job.recording.info.eventCount === 0) return { files: [], skipped };
    const content = new NwbContent(job, streams, skipped);
    const output = await writeHdf5File(job, `${job.stem}.nwb`, (file) => content.write(file));
    const main = { path: output.path, rows: content.rows, sizeBytes: output.sizeBytes };
    return { files: [main, ...content.pictures], skipped };
  },
};

class NwbContent {
  rows = 0;
  pictures: readonly ExportedFile[] = [];
  readonly #job: ExportJob;
  readonly #streams: readonly RecordedStreamInfo[];
  readonly #skipped: SkippedStream[];

  constructor(job: ExportJob, streams: readonly RecordedStreamInfo[], skipped: SkippedStream[]) {
    this.#job = job;
    this.#streams = streams;
    this.#skipped = skipped;
  }

  async write(file: File): Promise<void> {
    const { info } = this.#job.recording;
    const referenceNs = await this.#referenceNs();
    writeSession(file, info, referenceNs);
    const general = file.get('general') as Group;
    const deviceIds = this.#streams.map(({ descriptor }) => descriptor.deviceId);
    const devices = writeDevices(general, deviceIds, info.drivers);
    const names = seriesNames(this.#streams);
    const electrodes = electrodeStreamsOf(this.#streams, names);
    const impedances = await recordedImpedances(this.#job);
    const table =
      electrodes.size === 0 ? undefined : writeElectrodes(general, devices, electrodes.values(), impedances);
    const acquisition = file.get('acquisition') as Group;
    const left = new Map(this.#streams.map((stream) => [stream.channelId, stream]));
    const all = new Map<number, NwbSeries>();
    const pictures = new Map<NwbSeries, { stream: RecordedStreamInfo; file: OutputFile }>();
    for await (const frame of this.#job.frames(this.#streams)) {
      const { channelId } = frame;
      const stream = left.get(channelId);
      if (stream === undefined) continue;
      let series = all.get(channelId);
      if (series === undefined) {
        const name = names.get(channelId) ?? '';
        const place = electrodes.get(channelId);
        const pictureFile = await this.#pictureFile(stream, name);
        series = new NwbSeries(stream, frame, {
          acquisition,
          name,
          referenceNs,
          electrodes: place !== undefined && table !== undefined ? { ...place, table } : undefined,
          pictures: pictureFile,
        });
        all.set(channelId, series);
        if (pictureFile !== undefined) pictures.set(series, { stream, file: pictureFile });
      }
      if (await series.add(frame)) continue;
      left.delete(channelId);
      const reason = `${shapeChanged(frame.view.data.shape)} What came before is exported.`;
      this.#skipped.push({ streamId: stream.streamId, reason });
    }
    for (const series of all.values()) series.flush();
    const events = await writeNwbEvents(this.#job, file, referenceNs);
    this.rows = Math.max(events, ...Array.from(all.values(), ({ steps }) => steps));
    this.pictures = Array.from(pictures, ([{ steps }, { stream, file: pictureFile }]) => ({
      path: pictureFile.path,
      streamId: stream.streamId,
      rows: steps,
      sizeBytes: pictureFile.sizeBytes,
    }));
  }

  /** Time zero: the start of the recording, or its first sample, where that was before. */
  async #referenceNs(): Promise<bigint> {
    let earliest = this.#job.recording.info.startedNs;
    for (const stream of this.#streams) {
      const first = await this.#job.firstFrame(stream);
      if (first !== undefined && chosenTimeNs(first) < earliest) earliest = chosenTimeNs(first);
    }
    return wholeMillisecondNs(earliest);
  }

  async #pictureFile({ descriptor }: RecordedStreamInfo, name: string): Promise<OutputFile | undefined> {
    if (descriptor.pixelFormat !== 'mjpeg') return undefined;
    return this.#job.outputs.create(`${this.#job.stem}.${name}.mjpeg`);
  }
}

/** `<device>.<stream>`; a stream that is there again with another descriptor gets a number. */
function seriesNames(streams: readonly RecordedStreamInfo[]): Map<number, string> {
  const names = new Map<number, string>();
  const counts = new Map<string, number>();
  for (const { channelId, streamId, descriptor } of streams) {
    const count = (counts.get(streamId) ?? 0) + 1;
    counts.set(streamId, count);
    const number = count === 1 ? '' : `.${count}`;
    names.set(channelId, `${objectName(`${descriptor.deviceId}.${descriptor.streamKey}`)}${number}`);
  }
  return names;
}

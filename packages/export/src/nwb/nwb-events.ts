/** Markers, segments and events: NWB 2.7, `nwb.misc.yaml` (AnnotationSeries) and `nwb.epoch.yaml` (TimeIntervals). */
import type { RecordingEvent } from '@modlink/recording';
import type { File, Group } from 'h5wasm/node';
import type { ExportJob } from '../export-format.js';
import { timedEvents } from '../streams/segments.js';
import { ofType, writeFloatAttribute, writeTable } from './nwb-objects.js';
import { secondsFrom } from './nwb-times.js';

/**
 * Writes the markers as `acquisition/markers`, all events with everything they have as the table `acquisition/events`, and
 * the segments as `intervals/epochs`. They are in memory then: their texts have no common width.
 * @returns how many events there are.
 */
export async function writeNwbEvents(job: ExportJob, file: File, referenceNs: bigint): Promise<number> {
  const all: RecordingEvent[] = [];
  for await (const event of job.recording.events()) all.push(event);
  if (all.length === 0) return 0;
  const acquisition = file.get('acquisition') as Group;
  const seconds = (events: readonly RecordingEvent[]): Float64Array =>
    Float64Array.from(events, ({ timestampNs }) => secondsFrom(referenceNs, timestampNs));
  const markers = all.filter(({ type }) => type === 'marker');
  if (markers.length > 0) writeMarkers(acquisition, markers, seconds(markers));
  writeTable(acquisition.create_group('events'), 'DynamicTable', 'What was marked, and what happened', [
    { name: 'timestamp', description: 'When it was, in seconds', values: seconds(all) },
    {
      name: 'timestamp_ns',
      description: 'The same, in nanoseconds since 1970-01-01 UTC',
      values: BigInt64Array.from(all, ({ timestampNs }) => timestampNs),
    },
    { name: 'type', description: 'What it is', values: all.map(({ type }) => type) },
    { name: 'label', description: 'Its name', values: all.map(({ label = '' }) => label) },
    { name: 'device_id', description: 'Of which device', values: all.map(({ deviceId = '' }) => deviceId) },
    { name: 'stream_id', description: 'Of which stream', values: all.map(({ streamId = '' }) => streamId) },
    {
      name: 'data',
      description: 'What it has beside, as JSON',
      values: all.map(({ data }) => (data === undefined ? '' : JSON.stringify(data))),
    },
  ]);
  await writeSegments(job, file, referenceNs);
  return all.length;
}

function writeMarkers(
  acquisition: Group,
  markers: readonly RecordingEvent[],
  timestamps: Float64Array,
): void {
  const series = ofType(acquisition.create_group('markers'), 'AnnotationSeries');
  series.create_attribute('description', 'Markers');
  series.create_attribute('comments', 'no comments');
  const data = series.create_dataset({ name: 'data', data: markers.map(({ label = '' }) => label) });
  data.create_attribute('unit', 'n/a');
  for (const [name, value] of [
    ['conversion', 1],
    ['offset', 0],
    ['resolution', -1],
  ] as const)
    writeFloatAttribute(data, name, value);
  const times = series.create_dataset({ name: 'timestamps', data: timestamps });
  times.create_attribute('interval', Int32Array.of(1), [], '<i');
  times.create_attribute('unit', 'seconds');
}

/** Segments that were ended, or that go on to the end of the recording. */
async function writeSegments(job: ExportJob, file: File, referenceNs: bigint): Promise<void> {
  const { lastNs } = job.recording.info;
  const start: number[] = [];
  const stop: number[] = [];
  const label: string[] = [];
  const device: string[] = [];
  for await (const { event, durationNs } of timedEvents(job)) {
    if (event.type !== 'segment-start') continue;
    const { timestampNs } = event;
    const endNs = durationNs === undefined ? (lastNs ?? timestampNs) : timestampNs + durationNs;
    start.push(secondsFrom(referenceNs, timestampNs));
    stop.push(secondsFrom(referenceNs, endNs));
    label.push(event.label ?? '');
    device.push(event.deviceId ?? '');
  }
  if (start.length === 0) return;
  const epochs = file.create_group('intervals').create_group('epochs');
  writeTable(epochs, 'TimeIntervals', 'Segments that were marked while recording', [
    { name: 'start_time', description: 'In seconds', values: Float64Array.from(start) },
    { name: 'stop_time', description: 'In seconds', values: Float64Array.from(stop) },
    { name: 'label', description: 'The name of the segment', values: label },
    { name: 'device_id', description: 'The device that set it', values: device },
  ]);
}

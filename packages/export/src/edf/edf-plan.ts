/** What the first reading finds out: everything that stands in the head of the file. */
import type { RecordedStreamInfo } from '@modlink/recording';
import type { DType } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { ExportJob } from '../export-format.js';
import { eventText } from '../streams/event-text.js';
import { SampleGrid } from '../streams/sample-grid.js';
import { timedEvents } from '../streams/segments.js';
import { chosenTimeNs } from '../streams/time-axis.js';
import type { EdfAnnotation } from './edf-annotations.js';
import type { ValueRange } from './edf-scaling.js';

/** The longest record, in seconds. Rates that need a longer one for a whole number of samples are not for this format. */
const longestRecordSeconds = 60;

/** Places of a stream's grid for which there is no sample. */
export interface GridGap {
  readonly start: number;
  readonly length: number;
}

export interface ScannedStream {
  readonly stream: RecordedStreamInfo;
  readonly rateHz: number;
  readonly dtype: DType;
  readonly ranges: readonly ValueRange[];
  readonly grid: SampleGrid;
  /** In order. */
  readonly gaps: GridGap[];
}

/**
 * Reads the extremes and the places of all samples.
 * @param startNs - the time of the first place of a stream.
 */
export async function scanStreams(
  job: ExportJob,
  streams: readonly RecordedStreamInfo[],
  startNs: (stream: RecordedStreamInfo) => bigint,
): Promise<Map<number, ScannedStream>> {
  const byChannel = new Map(streams.map((stream) => [stream.channelId, stream]));
  const scanned = new Map<number, ScannedStream>();
  for await (const frame of job.frames(streams)) {
    const { channelId, view } = frame;
    const stream = byChannel.get(channelId);
    if (stream === undefined) continue;
    let entry = scanned.get(channelId);
    if (entry === undefined) {
      const rateHz = Number(stream.descriptor.nominalSampleRateHz);
      const ranges = Array.from({ length: view.axisLength(0) }, () => ({ min: Number.NaN, max: Number.NaN }));
      entry = {
        stream,
        rateHz,
        dtype: view.dtype,
        ranges,
        grid: new SampleGrid(startNs(stream), rateHz),
        gaps: [],
      };
      scanned.set(channelId, entry);
    }
    const start = entry.grid.length;
    const length = entry.grid.add(frame);
    if (length > 0) entry.gaps.push({ start, length });
    widen(entry.ranges, view);
  }
  return scanned;
}

function widen(ranges: readonly ValueRange[], { data: { values, shape } }: FrameView): void {
  const samples = shape[1] ?? 0;
  for (const [channel, range] of ranges.entries()) {
    let { min, max } = range;
    for (let at = channel * samples; at < (channel + 1) * samples; at++) {
      const value = Number(values[at]);
      if (!Number.isFinite(value)) continue;
      // Written so that the first value replaces not-a-number.
      if (!(value >= min)) min = value;
      if (!(value <= max)) max = value;
    }
    range.min = min;
    range.max = max;
  }
}

/** The shortest whole number of seconds in which every rate has a whole number of samples; `undefined` if it is too long. */
export function recordSeconds(ratesHz: readonly number[]): number | undefined {
  for (let seconds = 1; seconds <= longestRecordSeconds; seconds++) {
    if (ratesHz.every((rate) => isWhole(rate * seconds))) return seconds;
  }
  return undefined;
}

function isWhole(samples: number): boolean {
  const whole = Math.round(samples);
  return whole >= 1 && Math.abs(samples - whole) <= 1e-6 * whole;
}

/** The time of the earliest sample. Frames of one stream are in order, so their first frames tell. */
export async function firstSampleNs(job: ExportJob, streams: readonly RecordedStreamInfo[]): Promise<bigint> {
  let earliest: bigint | undefined;
  for (const stream of streams) {
    const first = await job.firstFrame(stream);
    if (first === undefined) continue;
    const timeNs = chosenTimeNs(first);
    if (earliest === undefined || timeNs < earliest) earliest = timeNs;
  }
  return earliest ?? job.recording.info.startedNs;
}

/**
 * The annotations of a file, first those of the recording's events, then one for each gap. A segment is one annotation, from
 * its start to its end. A gap is marked `BAD gap`, which MNE and EEGLAB leave out of an analysis.
 */
export async function* annotations(
  job: ExportJob,
  scanned: Iterable<ScannedStream>,
  fileStartNs: bigint,
  gridStartNs: bigint,
): AsyncGenerator<EdfAnnotation, void, void> {
  const streams = [...scanned];
  for await (const { event, durationNs } of timedEvents(job)) {
    const isOfGap = event.type === 'gap' && streams.some(({ stream }) => stream.streamId === event.streamId);
    if (isOfGap) continue;
    yield {
      onsetNs: event.timestampNs - fileStartNs,
      durationNs,
      text: event.type === 'segment-start' && event.label !== undefined ? event.label : eventText(event),
    };
  }
  for (const { stream, rateHz, gaps } of streams) {
    for (const { start, length } of gaps) {
      const ns = (place: number): bigint => BigInt(Math.round((place * 1e9) / rateHz));
      yield {
        onsetNs: gridStartNs - fileStartNs + ns(start),
        durationNs: ns(length),
        text: `BAD gap ${stream.streamId}`,
      };
    }
  }
}

import type { FrameView } from '@modlink/sdk/encoding';
import { type JobOptions, throwIfCancelled } from '../keeping/job.js';
import type { RecordedStreamInfo, Recording } from '../reading/recording.js';
import type { FitListener } from './clock-estimator.js';
import type { SlopePrior } from './envelope-fit.js';
import { type ClockKind, FrameClock } from './frame-clock.js';
import { type DejitteredTime, driftPpmOf, later, StreamClock } from './stream-clock.js';
import { FitTrace, TimeMap } from './time-map.js';

/** Drifts that are known better than this are a fit's own. */
const wellKnownSlope = 2e-6;

export interface DejitterOptions extends JobOptions {
  /** Stream ids; all unless given. */
  readonly streams?: readonly string[] | undefined;
}

/**
 * Finds the times of a recording's frames, freed of the jitter of their way to the host. It reads the recording once and
 * keeps some 64 KiB for each stream, and for each time that a clock was set anew. The recording stays as it is: the raw
 * timestamps are those of its frames.
 *
 * ```ts
 * await using recording = await openRecording('eeg.mcap');
 * const times = await dejitterRecording(recording);
 * const cursors = new Map(times.map((stream) => [stream.channelId, stream.cursor()]));
 * for await (const { channelId, view } of recording.frames()) {
 *   const { timestampNs, samplePeriodNs } = cursors.get(channelId).next(view);
 * }
 * ```
 * @returns one for each stream of `recording.info.streams` that was asked for, in their order.
 * @throws {RecordingError} `RECORDING_CANCELLED`, and those of reading.
 */
export async function dejitterRecording(
  recording: Recording,
  options: DejitterOptions = {},
): Promise<readonly DejitteredStream[]> {
  const { streams } = options;
  const { info } = recording;
  const chosen = info.streams.filter(({ streamId }) => streams === undefined || streams.includes(streamId));
  const fits = new Map(chosen.map((stream) => [stream.channelId, new StreamFits(stream)]));
  let doneFrames = 0;
  const frames = chosen.reduce((total, stream) => total + stream.frames, 0);
  for await (const { channelId, view } of recording.frames({ streams })) {
    throwIfCancelled(options, info.path);
    fits.get(channelId)?.clock.add(view);
    doneFrames += 1;
    if (doneFrames % 1000 === 0) {
      options.onProgress?.({
        doneBytes: Math.floor((info.sizeBytes * doneFrames) / Math.max(frames, doneFrames)),
        totalBytes: info.sizeBytes,
      });
    }
  }
  return Array.from(fits.values(), (each) => each.finish());
}

interface StreamFit {
  readonly firstFrame: number;
  readonly begin: { readonly clockS: number; readonly offsetS: number };
  readonly trace: FitTrace;
  /** What was known of the slope at its end. */
  slope?: SlopePrior;
}

/** Keeps what the clock's estimator finds. */
class StreamFits implements FitListener {
  readonly clock: StreamClock;
  readonly #stream: RecordedStreamInfo;
  readonly #fits: StreamFit[] = [];

  constructor(stream: RecordedStreamInfo) {
    this.#stream = stream;
    this.clock = new StreamClock(stream.descriptor.nominalSampleRateHz, this);
  }

  begin(firstFrame: number, clockS: number, offsetS: number, slope: SlopePrior): void {
    const before = this.#fits.at(-1);
    if (before !== undefined) before.slope = slope;
    this.#fits.push({ firstFrame, begin: { clockS, offsetS }, trace: new FitTrace() });
  }

  point(clockS: number, offsetS: number): void {
    this.#fits.at(-1)?.trace.add(clockS, offsetS);
  }

  finish(): DejitteredStream {
    const { line, kind, samplePeriodNs } = this.clock.end();
    const segments = this.#fits.map(({ firstFrame, begin, trace, slope }) => {
      const prior = slope !== undefined && slope.slopeDeviation < wellKnownSlope ? slope : line;
      return { firstFrame, map: new TimeMap(trace, begin, prior ?? { slope: 0, slopeDeviation: 1 }) };
    });
    return new DejitteredStream(this.#stream, segments, {
      kind,
      driftPpm: line === undefined ? undefined : driftPpmOf(line.slope),
      samplePeriodNs,
    });
  }
}

interface TimeSegment {
  readonly firstFrame: number;
  readonly map: TimeMap;
}

interface ClockFindings {
  readonly kind: ClockKind | undefined;
  readonly driftPpm: number | undefined;
  readonly samplePeriodNs: number | undefined;
}

/** The times of one stream of a recording. Made by {@link dejitterRecording}. */
export class DejitteredStream {
  readonly channelId: number;
  readonly streamId: string;
  /** What counts its time; `undefined` for an irregular stream without a device clock, whose times stay as they are. */
  readonly clock: ClockKind | undefined;
  /** By how much that clock ran fast against the host's at the end, parts per million. */
  readonly driftPpm: number | undefined;
  /** How often the clock was set, or samples were missing that nobody counted. */
  readonly restarts: number;
  readonly #stream: RecordedStreamInfo;
  readonly #segments: readonly TimeSegment[];
  readonly #samplePeriodNs: number | undefined;

  /** @internal made by {@link dejitterRecording} */
  constructor(stream: RecordedStreamInfo, segments: readonly TimeSegment[], findings: ClockFindings) {
    this.channelId = stream.channelId;
    this.streamId = stream.streamId;
    this.clock = findings.kind;
    this.driftPpm = findings.driftPpm;
    this.restarts = Math.max(segments.length - 1, 0);
    this.#stream = stream;
    this.#segments = segments;
    this.#samplePeriodNs = findings.samplePeriodNs;
  }

  /** A way through the stream's frames, from the first. */
  cursor(): DejitterCursor {
    return new DejitterCursor(
      this.#stream.descriptor.nominalSampleRateHz,
      this.#segments,
      this.#samplePeriodNs,
    );
  }
}

/** Gives the frames of a stream their times, one after the other. Made by {@link DejitteredStream.cursor}. */
export class DejitterCursor {
  readonly #clock: FrameClock;
  readonly #segments: readonly TimeSegment[];
  readonly #samplePeriodNs: number | undefined;
  #segment = 0;
  #frame = -1;
  #lastNs: bigint | undefined;

  /** @internal made by {@link DejitteredStream.cursor} */
  constructor(
    nominalSampleRateHz: number | 'irregular',
    segments: readonly TimeSegment[],
    samplePeriodNs: number | undefined,
  ) {
    this.#clock = new FrameClock(nominalSampleRateHz);
    this.#segments = segments;
    this.#samplePeriodNs = samplePeriodNs;
  }

  /** @param view - the next frame of the channel, in the order of the recording, with none left out. */
  next(view: FrameView): DejitteredTime {
    this.#frame += 1;
    const clock = this.#clock;
    const { timestampNs, deviceTimeNs, seq, lost } = view;
    clock.read(timestampNs, deviceTimeNs, seq, lost, view.axisLength(1));
    while ((this.#segments[this.#segment + 1]?.firstFrame ?? Number.POSITIVE_INFINITY) <= this.#frame) {
      this.#segment += 1;
    }
    const map = clock.kind === undefined ? undefined : this.#segments[this.#segment]?.map;
    const clockS = clock.clockNs / 1e9;
    const fittedNs =
      map === undefined
        ? timestampNs
        : clock.hostOriginNs + BigInt(Math.round(clock.clockNs + map.offsetAt(clockS) * 1e9));
    this.#lastNs = later(fittedNs, this.#lastNs);
    const periodNs = this.#samplePeriodNs;
    return {
      timestampNs: this.#lastNs,
      samplePeriodNs: periodNs === undefined ? undefined : periodNs * (1 + (map?.slopeAt(clockS) ?? 0)),
    };
  }
}

import type { FrameView } from '@modlink/sdk/encoding';
import type { ClockKind } from './device-clock/frame-clock.js';
import { StreamClock } from './device-clock/stream-clock.js';
import { LogHistogram } from './log-histogram.js';

/** The statistics of one stream so far. Times are absent until there are frames enough to tell. */
export interface StreamStatisticsSnapshot {
  readonly frames: number;
  /** Samples, lines or frames on the time axis (axis 1), over all frames. */
  readonly samples: number;
  /** Bytes of the encoded frames. */
  readonly bytes: number;
  /** Times that something was missing before a frame, by its sequence number or its `lost`. */
  readonly gaps: number;
  /** Frames that jumps of the sequence number say are missing: a jump by n is n - 1 frames. */
  readonly lostFrames: number;
  /** Samples that the devices' own counters say are missing: the sum of `lost`. */
  readonly lostSamples: number;
  /** Frames whose sequence number is not above the one before. The next frame is counted from the late one. */
  readonly lateFrames: number;
  /**
   * Samples per second of frame time, over the pairs of frames that follow each other with no gap:
   * the sum of the earlier frames' samples divided by the sum of the intervals between their timestamps.
   */
  readonly measuredRateHz: number | undefined;
  /**
   * The standard deviation, over the same pairs, of what an interval differs from the duration of the earlier frame's
   * samples at the nominal rate. A constant clock error does not count. Of the intervals themselves for irregular streams.
   */
  readonly jitterMs: number | undefined;
  /**
   * Over the same pairs, the median and the 99th percentile of how far an interval is from what it should be, without its
   * sign: what it differs from the duration of the earlier frame's samples at the nominal rate, beyond the mean difference.
   */
  readonly jitterP50Ms?: number | undefined;
  readonly jitterP99Ms?: number | undefined;
  /** The longest time between the arrivals of two frames. */
  readonly longestIntervalMs?: number | undefined;
  /** What counts the time of the stream: the device's own clock, or its samples at the nominal rate. */
  readonly clock?: ClockKind | undefined;
  /** By how much that clock runs fast against the host's, parts per million; absent until it is known to 50 of them. */
  readonly driftPpm?: number | undefined;
  /** Host clock minus device clock at the last frame, where the device has one. */
  readonly clockOffsetNs?: bigint | undefined;
  readonly firstTimestampNs: bigint | undefined;
  readonly lastTimestampNs: bigint | undefined;
  /** Host clock at the arrival of the last frame. */
  readonly lastArrivalNs: bigint | undefined;
}

/** What a frame said was missing before it. */
export interface StreamGap {
  readonly lostFrames: number;
  readonly lostSamples: number;
}

/** A drift with a standard deviation of this much is none yet. */
const unknownDriftPpm = 50;

/** Counts one stream. `add` makes no garbage beyond the frame's own timestamp. */
export class StreamStatistics {
  readonly #nominalPeriodNs: number;
  readonly #clock: StreamClock;
  readonly #jitterNs = new LogHistogram();
  #longestIntervalNs: number | undefined;
  #frames = 0;
  #samples = 0;
  #bytes = 0;
  #gaps = 0;
  #lostFrames = 0;
  #lostSamples = 0;
  #lateFrames = 0;
  #firstTimestampNs: bigint | undefined;
  #lastTimestampNs: bigint | undefined;
  #lastArrivalNs: bigint | undefined;
  #lastSeq: number | undefined;
  #continues = false;
  #lastSamples = 0;
  // Over the pairs of consecutive frames. Mean and sum of squares by Welford's method (Technometrics 4, 1962, 419-420),
  // which stays exact over days.
  #pairs = 0;
  #pairSamples = 0;
  #pairNs = 0;
  #meanDeviationNs = 0;
  #squaredDeviationNs2 = 0;

  /** @param nominalSampleRateHz - as the stream's descriptor says it. */
  constructor(nominalSampleRateHz: number | 'irregular') {
    this.#nominalPeriodNs = nominalSampleRateHz === 'irregular' ? 0 : 1e9 / nominalSampleRateHz;
    this.#clock = new StreamClock(nominalSampleRateHz);
  }

  /**
   * Counts a frame.
   * @returns what was missing before it, or `undefined` when nothing was.
   */
  add(view: FrameView, arrivalNs: bigint): StreamGap | undefined {
    const { timestampNs, deviceTimeNs, seq, lost: lostSamples } = view;
    const jump = seq === undefined || this.#lastSeq === undefined ? 1 : seq - this.#lastSeq;
    const lostFrames = Math.max(jump - 1, 0);
    const gap = lostFrames > 0 || lostSamples > 0 ? { lostFrames, lostSamples } : undefined;
    if (gap !== undefined) {
      this.#gaps += 1;
      this.#lostFrames += lostFrames;
      this.#lostSamples += lostSamples;
    }
    if (jump < 1) this.#lateFrames += 1;
    this.#firstTimestampNs ??= timestampNs;
    if (this.#continues && this.#lastTimestampNs !== undefined && gap === undefined && jump === 1) {
      this.#addInterval(Number(timestampNs - this.#lastTimestampNs));
    }
    if (this.#continues && this.#lastArrivalNs !== undefined) {
      const intervalNs = Number(arrivalNs - this.#lastArrivalNs);
      this.#longestIntervalNs = Math.max(this.#longestIntervalNs ?? 0, intervalNs);
    }
    this.#continues = true;
    this.#lastSeq = seq;
    this.#lastSamples = view.axisLength(1);
    this.#clock.count(timestampNs, deviceTimeNs, seq, lostSamples, this.#lastSamples);
    this.#frames += 1;
    this.#samples += this.#lastSamples;
    this.#bytes += view.bytes.byteLength;
    this.#lastTimestampNs = timestampNs;
    this.#lastArrivalNs = arrivalNs;
    return gap;
  }

  /** What comes next does not follow on what was before: a jump to there is neither a gap nor late. For replays that seek. */
  interrupt(): void {
    this.#lastSeq = undefined;
    this.#continues = false;
    this.#clock.interrupt();
  }

  snapshot(): StreamStatisticsSnapshot {
    const estimate = this.#clock.estimate();
    return {
      frames: this.#frames,
      samples: this.#samples,
      bytes: this.#bytes,
      gaps: this.#gaps,
      lostFrames: this.#lostFrames,
      lostSamples: this.#lostSamples,
      lateFrames: this.#lateFrames,
      measuredRateHz: this.#pairNs > 0 ? (this.#pairSamples / this.#pairNs) * 1e9 : undefined,
      jitterMs: this.#pairs > 1 ? Math.sqrt(this.#squaredDeviationNs2 / (this.#pairs - 1)) / 1e6 : undefined,
      jitterP50Ms: milliseconds(this.#jitterNs.quantile(0.5)),
      jitterP99Ms: milliseconds(this.#jitterNs.quantile(0.99)),
      longestIntervalMs: milliseconds(this.#longestIntervalNs),
      clock: this.#clock.kind,
      driftPpm:
        (estimate?.driftDeviationPpm ?? unknownDriftPpm) < unknownDriftPpm ? estimate?.driftPpm : undefined,
      clockOffsetNs: estimate?.offsetNs,
      firstTimestampNs: this.#firstTimestampNs,
      lastTimestampNs: this.#lastTimestampNs,
      lastArrivalNs: this.#lastArrivalNs,
    };
  }

  #addInterval(intervalNs: number): void {
    this.#pairs += 1;
    this.#pairSamples += this.#lastSamples;
    this.#pairNs += intervalNs;
    const deviationNs = intervalNs - this.#lastSamples * this.#nominalPeriodNs;
    const fromOldMean = deviationNs - this.#meanDeviationNs;
    this.#meanDeviationNs += fromOldMean / this.#pairs;
    const fromMean = deviationNs - this.#meanDeviationNs;
    this.#squaredDeviationNs2 += fromOldMean * fromMean;
    if (this.#pairs > 1) this.#jitterNs.add(Math.abs(fromMean));
  }
}

const milliseconds = (durationNs: number | undefined): number | undefined =>
  durationNs === undefined ? undefined : durationNs / 1e6;

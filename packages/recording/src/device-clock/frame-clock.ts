/** A clock that is set forward by this much, or more than twice what lay between two frames before, was set anew. */
const jumpNs = 1e9;
/** After this long without a frame, a fit to what was before says nothing of what comes. */
const silenceNs = 60e9;
/** So many frames in a row that are not above the highest sequence number are no late ones: the numbering began anew. */
const lateRun = 3;

/** What counts the time of a stream: the device's own clock, or the samples at the nominal rate. */
export type ClockKind = 'device' | 'samples';

/** What a frame is for the fit. */
export type FramePlace =
  /** The next reading of the clock. */
  | 'next'
  /** The first reading of a clock that was set, or that nothing is known of since a while. */
  | 'first'
  /** Out of order. It has no reading of its own. */
  | 'late';

/**
 * Reads the clock of a stream from its frames. Readings are numbers of nanoseconds from where the clock was set last,
 * exact to the nanosecond for a hundred days, and rise from frame to frame.
 */
export class FrameClock {
  /** `undefined` before the first frame, and for irregular streams whose device has no clock. */
  kind: ClockKind | undefined;
  /** The clock at the first sample of the last frame. */
  clockNs = 0;
  /** The frame's timestamp. */
  hostNs = 0;
  /** Host clock at reading 0 of {@link hostNs}. */
  hostOriginNs = 0n;
  /** The device's clock at reading 0 of {@link clockNs}. */
  clockOriginNs = 0n;
  readonly #nominalPeriodNs: number | undefined;
  #last: { seq: number | undefined; samples: number } | undefined;
  #stepNs = 0;
  #lateFrames = 0;
  #pairSamples = 0;
  #pairClockNs = 0;

  /** @param nominalSampleRateHz - as the stream's descriptor says it. */
  constructor(nominalSampleRateHz: number | 'irregular') {
    this.#nominalPeriodNs = nominalSampleRateHz === 'irregular' ? undefined : 1e9 / nominalSampleRateHz;
  }

  /** From sample to sample by this clock, nanoseconds, over all frames so far; `undefined` for irregular streams. */
  get samplePeriodNs(): number | undefined {
    if (this.#nominalPeriodNs === undefined) return undefined;
    return this.#pairSamples > 0 && this.#pairClockNs > 0
      ? this.#pairClockNs / this.#pairSamples
      : this.#nominalPeriodNs;
  }

  /** Reads a frame by its members: decoding them once is half of what counting a frame costs. */
  read(
    timestampNs: bigint,
    deviceTimeNs: bigint | undefined,
    seq: number | undefined,
    lost: number,
    samples: number,
  ): FramePlace {
    const kind =
      deviceTimeNs !== undefined ? 'device' : this.#nominalPeriodNs === undefined ? undefined : 'samples';
    const before = this.#last;
    const jump = seq === undefined || before?.seq === undefined ? 1 : seq - before.seq;
    if (kind === this.kind && jump < 1 && this.#lateFrames + 1 < lateRun) {
      this.#lateFrames += 1;
      return 'late';
    }
    const beganAnew = jump < 1;
    this.#lateFrames = 0;
    this.#last = { seq, samples };
    if (before === undefined || kind !== this.kind || beganAnew) {
      return this.#begin(kind, timestampNs, deviceTimeNs);
    }
    const hostNs = Number(timestampNs - this.hostOriginNs);
    // Frames that are missing are taken to have been as long as the one before them.
    const missing = (jump - 1) * before.samples + lost;
    const clockNs =
      deviceTimeNs === undefined
        ? this.clockNs + (before.samples + missing) * (this.#nominalPeriodNs ?? 0)
        : Number(deviceTimeNs - this.clockOriginNs);
    const stepNs = clockNs - this.clockNs;
    const elapsedNs = hostNs - this.hostNs;
    const isSet =
      stepNs <= 0 ||
      stepNs - elapsedNs > Math.max(jumpNs, 2 * this.#stepNs) ||
      elapsedNs < -jumpNs ||
      elapsedNs > silenceNs;
    if (isSet) return this.#begin(kind, timestampNs, deviceTimeNs);
    if (missing === 0) {
      this.#pairSamples += before.samples;
      this.#pairClockNs += stepNs;
    }
    this.#stepNs = stepNs;
    this.clockNs = clockNs;
    this.hostNs = hostNs;
    return 'next';
  }

  /** What comes next does not follow on what was before. */
  interrupt(): void {
    this.#last = undefined;
  }

  #begin(kind: ClockKind | undefined, timestampNs: bigint, deviceTimeNs: bigint | undefined): FramePlace {
    if (kind !== this.kind) {
      this.#pairSamples = 0;
      this.#pairClockNs = 0;
    }
    this.kind = kind;
    this.hostOriginNs = timestampNs;
    this.clockOriginNs = deviceTimeNs ?? 0n;
    this.hostNs = 0;
    this.clockNs = 0;
    this.#stepNs = 0;
    return 'first';
  }
}

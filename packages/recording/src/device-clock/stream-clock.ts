import type { FrameView } from '@modlink/sdk/encoding';
import { ClockEstimator, type FitListener } from './clock-estimator.js';
import type { FittedLine } from './envelope-fit.js';
import { type ClockKind, FrameClock } from './frame-clock.js';

/** When a frame was taken, freed of the jitter of its way to the host. */
export interface DejitteredTime {
  /** Host clock at the first sample, nanoseconds since the Unix epoch. Later than that of the frame before. */
  readonly timestampNs: bigint;
  /** From sample to sample by the host's clock, nanoseconds; `undefined` for irregular streams. */
  readonly samplePeriodNs: number | undefined;
}

/** What is known of a stream's clock. */
export interface ClockEstimate {
  /** `'device'`: its own clock, which its frames carry. `'samples'`: the count of its samples, at the nominal rate. */
  readonly kind: ClockKind;
  /** By how much it runs fast against the host's, parts per million. */
  readonly driftPpm: number;
  /** The standard deviation of the drift, parts per million. */
  readonly driftDeviationPpm: number;
  /**
   * Host clock minus device clock at the last frame, nanoseconds, with the least delay that frames had on their way. Of a
   * device clock only.
   */
  readonly offsetNs: bigint | undefined;
}

/**
 * Follows the clock of one stream while its frames come, in constant memory. For times that may wait until all frames are
 * there, `dejitterRecording` is better: it knows what came later.
 *
 * ```ts
 * const clock = new StreamClock(stream.descriptor.nominalSampleRateHz);
 * for await (const { view } of host.bus.subscribe({ streams: stream.streamId })) {
 *   const { timestampNs, samplePeriodNs } = clock.next(view);
 * }
 * ```
 */
export class StreamClock {
  readonly #clock: FrameClock;
  readonly #listener: FitListener | undefined;
  #estimator: ClockEstimator | undefined;
  #frames = 0;
  #lastNs: bigint | undefined;

  /** @param nominalSampleRateHz - as the stream's descriptor says it. */
  constructor(nominalSampleRateHz: number | 'irregular');
  /** @internal */
  constructor(nominalSampleRateHz: number | 'irregular', listener: FitListener);
  constructor(nominalSampleRateHz: number | 'irregular', listener?: FitListener) {
    this.#clock = new FrameClock(nominalSampleRateHz);
    this.#listener = listener;
  }

  /** What counts the stream's time; `undefined` before the first frame, and where nothing does. */
  get kind(): ClockKind | undefined {
    return this.#clock.kind;
  }

  /** Counts a frame. */
  add(view: FrameView): void {
    const { timestampNs, deviceTimeNs, seq, lost } = view;
    this.count(timestampNs, deviceTimeNs, seq, lost, view.axisLength(1));
  }

  /** @internal Counts a frame by its members. */
  count(
    timestampNs: bigint,
    deviceTimeNs: bigint | undefined,
    seq: number | undefined,
    lost: number,
    samples: number,
  ): void {
    const clock = this.#clock;
    const kindBefore = clock.kind;
    const place = clock.read(timestampNs, deviceTimeNs, seq, lost, samples);
    if (clock.kind !== kindBefore) {
      this.#estimator?.end();
      this.#estimator =
        clock.kind === undefined ? undefined : new ClockEstimator(this.#frames, this.#listener);
    }
    this.#frames += 1;
    if (place === 'next') this.#estimator?.add(clock.clockNs / 1e9, clock.hostNs / 1e9);
    else if (place === 'first') this.#estimator?.begin(clock.clockNs / 1e9, clock.hostNs / 1e9);
    else this.#estimator?.skip();
  }

  /** Counts a frame. @returns its time, as far as it can be told now. */
  next(view: FrameView): DejitteredTime {
    this.add(view);
    const clock = this.#clock;
    const offsetS = this.#estimator?.offsetAt(clock.clockNs / 1e9);
    const fittedNs =
      offsetS === undefined
        ? view.timestampNs
        : clock.hostOriginNs + BigInt(Math.round(clock.clockNs + offsetS * 1e9));
    const timestampNs = later(fittedNs, this.#lastNs);
    this.#lastNs = timestampNs;
    const { samplePeriodNs } = clock;
    return {
      timestampNs,
      samplePeriodNs:
        samplePeriodNs === undefined ? undefined : samplePeriodNs * (1 + (this.#estimator?.line.slope ?? 0)),
    };
  }

  /** What comes next does not follow on what was before: the offset begins anew, the drift is kept. */
  interrupt(): void {
    this.#clock.interrupt();
  }

  /** What is known by now; `undefined` before there were frames for some seconds, and where the stream has no clock. */
  estimate(): ClockEstimate | undefined {
    const { kind, clockNs, hostOriginNs, clockOriginNs } = this.#clock;
    const estimator = this.#estimator;
    if (kind === undefined || estimator === undefined || !estimator.isFitted) return undefined;
    const offsetNs = BigInt(Math.round(estimator.offsetAt(clockNs / 1e9) * 1e9));
    return {
      kind,
      driftPpm: driftPpmOf(estimator.line.slope),
      driftDeviationPpm: estimator.line.slopeDeviation * 1e6,
      offsetNs: kind === 'device' ? hostOriginNs - clockOriginNs + offsetNs : undefined,
    };
  }

  /** @internal No frame comes any more. */
  end(): {
    readonly kind: ClockKind | undefined;
    readonly line: FittedLine | undefined;
    readonly samplePeriodNs: number | undefined;
  } {
    this.#estimator?.end();
    const { kind, samplePeriodNs } = this.#clock;
    return { kind, line: this.#estimator?.line, samplePeriodNs };
  }
}

/** @returns `timeNs`, or what is just above the time before. */
export function later(timeNs: bigint, beforeNs: bigint | undefined): bigint {
  return beforeNs === undefined || timeNs > beforeNs ? timeNs : beforeNs + 1n;
}

/**
 * A clock whose time `x` goes on with the host's time `y` as `y = (1 + slope) x` counts `1 / (1 + slope)` seconds in a
 * second.
 */
export function driftPpmOf(slope: number): number {
  return (1 / (1 + slope) - 1) * 1e6;
}

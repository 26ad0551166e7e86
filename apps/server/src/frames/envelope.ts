import { type NdArray, type StreamDescriptor, type TypedArray, typedArrays } from '@modlink/sdk';
import { FrameEncoder, type FrameView } from '@modlink/sdk/encoding';

/** Arrays of numbers; 64-bit integers stay as they are. */
type NumberArray = Exclude<TypedArray, BigInt64Array | BigUint64Array>;

/** Samples per point for a stream, or `undefined` where its envelope would not have fewer values than its samples. */
export function samplesPerPoint(
  { payloadType, nominalSampleRateHz, dtype }: StreamDescriptor,
  pointsPerSecond: number,
): number | undefined {
  if (payloadType !== 'signal' || nominalSampleRateHz === 'irregular') return undefined;
  if (dtype === 'int64' || dtype === 'uint64') return undefined;
  const samples = Math.floor(nominalSampleRateHz / pointsPerSecond);
  return samples > 2 ? samples : undefined;
}

/**
 * A signal as its envelope: of every `samplesPerPoint` samples the least and the greatest of each channel, in turn. No peak is
 * lost to the eye, however few points are drawn. Frames have the shape `[channel, 2 * points]`, the dtype of the signal, and
 * the time of the first sample of their first point.
 */
export class Envelope {
  readonly #samplesPerPoint: number;
  readonly #samplePeriodNs: number;
  readonly #encoder = new FrameEncoder();
  #least: Float64Array = new Float64Array();
  #greatest: Float64Array = new Float64Array();
  /** Samples of the running point. */
  #samples = 0;
  #pointStartNs = 0n;
  #nextSeq: number | undefined;

  /** @param nominalSampleRateHz - of the signal. */
  constructor(samplesPerPoint: number, nominalSampleRateHz: number) {
    this.#samplesPerPoint = samplesPerPoint;
    this.#samplePeriodNs = 1e9 / nominalSampleRateHz;
  }

  /** @returns the encoded points that this frame completes, **borrowed** until the next call; `undefined` where there are none. */
  add(view: FrameView): Uint8Array | undefined {
    const { data, timestampNs, seq, lost } = view;
    if (data.dtype === 'int64' || data.dtype === 'uint64') return undefined;
    const [channels = 0, samples = 0] = data.shape;
    // A point does not reach over a gap: it would say something of samples that are not there.
    if (channels !== this.#least.length || lost > 0 || seq !== this.#nextSeq) this.#restart(channels);
    this.#nextSeq = seq === undefined ? undefined : seq + 1;

    const points = Math.floor((this.#samples + samples) / this.#samplesPerPoint);
    const values = new (typedArrays[data.dtype] as new (length: number) => NumberArray)(
      channels * points * 2,
    );
    let startNs: bigint | undefined;
    let point = 0;
    for (let first = 0; first < samples; ) {
      if (this.#samples === 0)
        this.#pointStartNs = timestampNs + BigInt(Math.round(first * this.#samplePeriodNs));
      const end = Math.min(samples, first + this.#samplesPerPoint - this.#samples);
      this.#widen(data.values as NumberArray, samples, first, end);
      this.#samples += end - first;
      first = end;
      if (this.#samples < this.#samplesPerPoint) break;
      startNs ??= this.#pointStartNs;
      this.#finishPoint(values, point++, points);
    }
    if (startNs === undefined) return undefined;
    const array: NdArray = { dtype: data.dtype, shape: [channels, points * 2], values };
    return this.#encoder.encodeBorrowed({ streamId: view.streamId, timestampNs: startNs, data: array, lost });
  }

  #restart(channels: number): void {
    this.#least = new Float64Array(channels).fill(Number.POSITIVE_INFINITY);
    this.#greatest = new Float64Array(channels).fill(Number.NEGATIVE_INFINITY);
    this.#samples = 0;
  }

  #widen(values: NumberArray, samples: number, first: number, end: number): void {
    for (let channel = 0; channel < this.#least.length; channel++) {
      let least = this.#least[channel] as number;
      let greatest = this.#greatest[channel] as number;
      for (let at = channel * samples + first; at < channel * samples + end; at++) {
        const value = values[at] as number;
        if (value < least) least = value;
        if (value > greatest) greatest = value;
      }
      this.#least[channel] = least;
      this.#greatest[channel] = greatest;
    }
  }

  #finishPoint(values: NumberArray, point: number, points: number): void {
    for (let channel = 0; channel < this.#least.length; channel++) {
      const least = this.#least[channel] as number;
      const at = (channel * points + point) * 2;
      // Nothing compared less than infinity: every value was NaN, and so is the point.
      const isEmpty = least === Number.POSITIVE_INFINITY;
      values[at] = isEmpty ? Number.NaN : least;
      values[at + 1] = isEmpty ? Number.NaN : (this.#greatest[channel] as number);
    }
    this.#restart(this.#least.length);
  }
}

import { type DType, type NdArray, ndarray, typedArrays } from '@modlink/sdk';
import type { ImportedFrame } from '../import-format.js';

/** How far a sample's own time may be from its place in a frame, which readers give it: less than a microsecond in all. */
const toleranceNs = 500;

/**
 * Packs samples that have times of their own into frames. Within a frame samples follow each other at the nominal rate, so that a
 * sample whose time says otherwise begins the next frame: every time is kept to half a microsecond.
 */
export class FramePacker {
  readonly #stream: number;
  readonly #channels: number;
  readonly #dtype: DType;
  readonly #capacity: number;
  readonly #periodNs: number | undefined;
  readonly #sampleBytes: number;
  readonly #rows: Uint8Array<ArrayBuffer>;
  #count = 0;
  #startNs = 0n;
  #deviceStartNs: bigint | undefined;
  #lost = 0;

  constructor(options: {
    readonly stream: number;
    readonly channels: number;
    readonly dtype: DType;
    readonly rateHz: number | 'irregular';
    readonly chunkSize: number;
  }) {
    const { stream, channels, dtype, rateHz, chunkSize } = options;
    this.#stream = stream;
    this.#channels = channels;
    this.#dtype = dtype;
    this.#periodNs = rateHz === 'irregular' ? undefined : 1e9 / rateHz;
    this.#capacity = this.#periodNs === undefined ? 1 : chunkSize;
    this.#sampleBytes = channels * typedArrays[dtype].BYTES_PER_ELEMENT;
    this.#rows = new Uint8Array(this.#capacity * this.#sampleBytes);
  }

  /**
   * Adds a sample.
   * @param row - the bytes of its values, one for each channel, little-endian; copied.
   * @returns the frame that was complete before it.
   */
  add(row: Uint8Array, timestampNs: bigint, deviceTimeNs?: bigint, lost = 0): ImportedFrame | undefined {
    const done = this.#fits(timestampNs) && lost === 0 ? undefined : this.take();
    if (this.#count === 0) {
      this.#startNs = timestampNs;
      this.#deviceStartNs = deviceTimeNs;
      this.#lost = lost;
    }
    this.#rows.set(row, this.#count * this.#sampleBytes);
    this.#count += 1;
    return done;
  }

  /** What has been packed so far. */
  take(): ImportedFrame | undefined {
    if (this.#count === 0) return undefined;
    const data = this.#planar();
    this.#count = 0;
    return {
      type: 'frame',
      stream: this.#stream,
      timestampNs: this.#startNs,
      deviceTimeNs: this.#deviceStartNs,
      ...(this.#lost > 0 && { lost: this.#lost }),
      data,
    };
  }

  #fits(timestampNs: bigint): boolean {
    if (this.#count === 0) return true;
    if (this.#count >= this.#capacity || this.#periodNs === undefined) return false;
    const place = Number(timestampNs - this.#startNs);
    return Math.abs(place - this.#count * this.#periodNs) <= toleranceNs;
  }

  #planar(): NdArray {
    const Values = typedArrays[this.#dtype];
    const [channels, samples] = [this.#channels, this.#count];
    const rows = new Values(this.#rows.buffer, 0, channels * samples);
    if (channels === 1 || samples === 1) return ndarray(rows.slice(), [channels, samples]);
    const values = new Values(channels * samples);
    for (let sample = 0; sample < samples; sample++) {
      for (let channel = 0; channel < channels; channel++)
        values[channel * samples + sample] = rows[sample * channels + channel] as never;
    }
    return ndarray(values, [channels, samples]);
  }
}

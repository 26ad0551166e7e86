import { type DType, dtypeOf, dtypes, type NdArray, type TypedArray, typedArrays } from '../array.js';
import type { StreamDescriptor } from '../descriptor.js';
import { DriverError } from '../errors.js';
import type { EmitSamples } from './stream-emitter.js';

/** Makes arrays with a shape of what a driver emits on one stream. Only reordered samples and plain numbers are copied. */
export class SampleArrays {
  readonly #descriptor: StreamDescriptor;
  readonly #channels: number;
  /** Kept from frame to frame, since a frame is encoded before `emit` returns. */
  #reordered: TypedArray | undefined;

  constructor(descriptor: StreamDescriptor) {
    this.#descriptor = descriptor;
    this.#channels = descriptor.channelNames.length || 1;
  }

  /** @throws {DriverError} `INVALID_FRAME` */
  toArray(samples: EmitSamples, order: 'channels' | 'samples'): NdArray {
    if (typeof samples === 'object' && samples !== null && 'shape' in samples) {
      if (order === 'channels') return samples;
      throw this.#invalid('an array with a shape is in the order of its axes already: leave order out');
    }
    const values = this.#toTypedArray(samples);
    if (this.#descriptor.payloadType !== 'signal') {
      throw this.#invalid(
        `it is a ${this.#descriptor.payloadType}, whose shape cannot be guessed from a flat array: pass ndarray(values, shape)`,
      );
    }
    const channels = this.#channels;
    const count = values.length / channels;
    if (!Number.isInteger(count) || count === 0) {
      throw this.#invalid(
        `it has ${channels} channels, but ${values.length} values were emitted: a whole number of samples, at least one, was expected`,
      );
    }
    const dtype = dtypeOf(values) as DType;
    const shape = [channels, count];
    if (order === 'channels' || count === 1 || channels === 1) return { dtype, shape, values };
    return { dtype, shape, values: this.#byChannel(values, count) };
  }

  #toTypedArray(samples: TypedArray | readonly number[]): TypedArray {
    if (dtypeOf(samples) !== undefined) return samples as TypedArray;
    if (!Array.isArray(samples)) {
      throw this.#invalid(
        `its samples are a typed array (${dtypes.join(', ')}), an array of numbers, or ndarray(values, shape)`,
      );
    }
    const dtype = this.#descriptor.dtype ?? 'float32';
    const values = new typedArrays[dtype](samples.length);
    for (const [index, sample] of samples.entries()) this.#store(values, index, sample);
    return values;
  }

  /** Stores a plain number, but not a changed one: typed arrays would wrap 300 to 44 in silence. */
  #store(values: TypedArray, index: number, sample: unknown): void {
    if (typeof sample === 'number') {
      if (values instanceof Float32Array || values instanceof Float64Array) {
        values[index] = sample;
        return;
      }
      if (Number.isInteger(sample)) {
        if (values instanceof BigInt64Array || values instanceof BigUint64Array)
          values[index] = BigInt(sample);
        else values[index] = sample;
        if (Number(values[index]) === sample) return;
      }
    }
    throw this.#invalid(`the value ${String(sample)} does not fit its dtype ${dtypeOf(values)}`);
  }

  /** Puts interleaved samples into channel order. */
  #byChannel(values: TypedArray, count: number): TypedArray {
    const dtype = dtypeOf(values) as DType;
    if (!(this.#reordered instanceof typedArrays[dtype]) || this.#reordered.length < values.length) {
      this.#reordered = new typedArrays[dtype](values.length);
    }
    const target = this.#reordered.subarray(0, values.length);
    for (let sample = 0; sample < count; sample++) {
      for (let channel = 0; channel < this.#channels; channel++) {
        target[channel * count + sample] = values[sample * this.#channels + channel] as never;
      }
    }
    return target;
  }

  #invalid(why: string): DriverError {
    return new DriverError(
      'INVALID_FRAME',
      `The samples emitted on stream "${this.#descriptor.streamKey}" do not fit: ${why}.`,
    );
  }
}

import { type DType, dtypeOf, type NdArray, type TypedArray, typedArrays } from '../array.js';
import type { StreamDescriptor } from '../descriptor.js';
import { DriverError } from '../errors.js';
import { FrameEnvelope } from '../frame.js';
import { normalizeStreamKey } from '../identifiers.js';
import type { DriverContext } from './context.js';

/** Values of one frame. Plain numbers become the descriptor's dtype, or float32. */
export type EmitSamples = TypedArray | readonly number[] | NdArray;

export interface EmitOptions {
  /** Host clock at the first sample. */
  readonly timestampNs?: bigint | undefined;
  /**
   * Host clock at which the last sample arrived, as transports tell it: the first sample's time is then found from the
   * nominal rate, and never before the end of the last frame. Now, when neither is given.
   */
  readonly arrivalNs?: bigint | undefined;
  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  readonly deviceTimeNs?: bigint | undefined;
  /** Samples that the device's own counter says were lost before this frame. */
  readonly lost?: number | undefined;
  /**
   * `'channels'` (the default): all samples of the first channel, then all of the second. `'samples'`: all channels of
   * the first sample, then all of the second, as most devices send them; signals only.
   */
  readonly order?: 'channels' | 'samples' | undefined;
}

interface StreamState {
  readonly descriptor: StreamDescriptor;
  /** Nanoseconds per sample; 0 for irregular streams. */
  readonly periodNs: number;
  nextSeq: number;
  lastSampleNs: bigint;
  reordered: TypedArray | undefined;
}

/** Makes frames of what a driver passes to `emit`: fills in id, shape, sequence number and time. */
export class StreamEmitter {
  readonly #context: DriverContext;
  readonly #streams = new Map<string, StreamState>();

  constructor(
    context: DriverContext,
    descriptors: () => readonly StreamDescriptor[],
    previous?: StreamEmitter,
  ) {
    this.#context = context;
    for (const descriptor of descriptors()) {
      const { streamKey, nominalSampleRateHz } = descriptor;
      this.#streams.set(streamKey, {
        descriptor,
        periodNs: nominalSampleRateHz === 'irregular' ? 0 : 1e9 / nominalSampleRateHz,
        nextSeq: previous?.nextSeq(streamKey) ?? context.firstSeq(streamKey),
        lastSampleNs: 0n,
        reordered: undefined,
      });
    }
  }

  /** The number that the next frame of a stream gets; `undefined` for a stream that is not there. */
  nextSeq(streamKey: string): number | undefined {
    return this.#streams.get(streamKey)?.nextSeq;
  }

  frame(streamKey: string, samples: EmitSamples, options: EmitOptions = {}): FrameEnvelope {
    const state = this.#streams.get(streamKey) ?? this.#unknown(streamKey);
    const data = toArray(state, samples, options.order ?? 'channels');
    const count = data.shape[1] ?? 1;
    const frame = new FrameEnvelope({
      deviceId: this.#context.deviceId ?? state.descriptor.deviceId,
      streamKey: state.descriptor.streamKey,
      timestampNs: options.timestampNs ?? this.#firstSampleNs(state, count, options.arrivalNs),
      data,
      seq: state.nextSeq,
      lost: options.lost,
      deviceTimeNs: options.deviceTimeNs,
    });
    state.nextSeq += 1;
    state.lastSampleNs = frame.timestampNs + BigInt(Math.round((count - 1) * state.periodNs));
    return frame;
  }

  /** A burst arrives at once, but its samples were taken one period apart and after those of the frame before. */
  #firstSampleNs(state: StreamState, count: number, arrivalNs = this.#context.clock.nowNs()): bigint {
    const firstNs = arrivalNs - BigInt(Math.round((count - 1) * state.periodNs));
    return firstNs > state.lastSampleNs ? firstNs : state.lastSampleNs + 1n;
  }

  #unknown(streamKey: string): StreamState {
    const state = this.#streams.get(normalizeStreamKey(streamKey));
    if (state !== undefined) return state;
    throw new DriverError(
      'UNKNOWN_STREAM',
      `There is no stream "${streamKey}": descriptors() names ${[...this.#streams.keys()].join(', ') || 'none'}.`,
    );
  }
}

function toArray(state: StreamState, samples: EmitSamples, order: 'channels' | 'samples'): NdArray {
  if ('shape' in samples) return samples;
  const { descriptor } = state;
  const values = toTypedArray(samples, descriptor.dtype ?? 'float32');
  const dtype = dtypeOf(values) as DType;
  if (descriptor.payloadType !== 'signal') {
    throw new DriverError(
      'INVALID_FRAME',
      `The stream "${descriptor.streamKey}" is a ${descriptor.payloadType}, whose shape cannot be guessed from a flat array: ` +
        'pass ndarray(values, shape).',
    );
  }
  const channels = descriptor.channelNames.length || 1;
  const count = values.length / channels;
  if (!Number.isInteger(count) || count === 0) {
    throw new DriverError(
      'INVALID_FRAME',
      `The stream "${descriptor.streamKey}" has ${channels} channels, but ${values.length} values were emitted: ` +
        'a whole number of samples, at least one, was expected.',
    );
  }
  const shape = [channels, count];
  if (order === 'channels' || count === 1 || channels === 1) return { dtype, shape, values };
  return { dtype, shape, values: byChannel(state, values, channels, count) };
}

function toTypedArray(samples: TypedArray | readonly number[], dtype: DType): TypedArray {
  if (ArrayBuffer.isView(samples)) return samples;
  const values = new typedArrays[dtype](samples.length);
  for (const [index, sample] of samples.entries()) {
    values[index] =
      values instanceof BigInt64Array || values instanceof BigUint64Array ? BigInt(sample) : sample;
  }
  return values;
}

/** Puts interleaved samples into channel order, in a buffer that the stream keeps. */
function byChannel(state: StreamState, values: TypedArray, channels: number, count: number): TypedArray {
  if (state.reordered?.constructor !== values.constructor || state.reordered.length < values.length) {
    state.reordered = values.slice();
  }
  const target = state.reordered.subarray(0, values.length);
  for (let sample = 0; sample < count; sample++) {
    for (let channel = 0; channel < channels; channel++) {
      target[channel * count + sample] = values[sample * channels + channel] as never;
    }
  }
  return target;
}

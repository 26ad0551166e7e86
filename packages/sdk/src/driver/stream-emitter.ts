import type { NdArray, TypedArray } from '../array.js';
import type { StreamDescriptor } from '../descriptor.js';
import { DriverError } from '../errors.js';
import { FrameEnvelope } from '../frame.js';
import { normalizeStreamKey } from '../identifiers.js';
import type { DriverContext } from './context.js';
import { SampleArrays } from './sample-arrays.js';
import { SampleTimes } from './sample-times.js';

/** Values of one frame. Plain numbers become the descriptor's dtype, or float32. */
export type EmitSamples = TypedArray | readonly number[] | NdArray;

/** What a driver may say of the samples it emits. */
export interface EmitOptions {
  /** Host clock at the first sample, nanoseconds since the Unix epoch. Taken as it is. */
  readonly timestampNs?: bigint | undefined;
  /**
   * Host clock at which the last sample arrived, as transports tell it: the first sample's time is then found from the
   * nominal rate and the frames before, so that a burst is not stamped late and no time steps back. Now, when neither
   * is given. For streams that keep their rate; where the rate varies (a camera in the dark), give `timestampNs`.
   */
  readonly arrivalNs?: bigint | undefined;
  /** The device's own clock at the first sample, nanoseconds from its own origin. */
  readonly deviceTimeNs?: bigint | undefined;
  /** Samples that the device's own counter says were lost before this frame. */
  readonly lost?: number | undefined;
  /**
   * `'channels'` (the default): all samples of the first channel, then all of the second. `'samples'`: all channels of
   * the first sample, then all of the second, as most devices send them; for signals in flat arrays.
   */
  readonly order?: 'channels' | 'samples' | undefined;
}

/** What goes on counting when the device is another one. */
interface StreamProgress {
  nextSeq: number;
  times: SampleTimes;
}

interface EmittedStream {
  readonly descriptor: StreamDescriptor;
  readonly arrays: SampleArrays;
  readonly progress: StreamProgress;
}

/** Makes frames of what a driver passes to `emit`: fills in id, shape, sequence number and time. */
export class StreamEmitter {
  readonly #context: DriverContext;
  readonly #progress: Map<string, StreamProgress>;
  readonly #streams = new Map<string, EmittedStream>();

  /** @param previous - whose numbering goes on, also of streams that were away for a while. */
  constructor(context: DriverContext, descriptors: readonly StreamDescriptor[], previous?: StreamEmitter) {
    this.#context = context;
    this.#progress = previous === undefined ? new Map() : previous.#progress;
    for (const descriptor of descriptors) {
      const { streamKey, nominalSampleRateHz } = descriptor;
      const before = this.#progress.get(streamKey);
      const progress = {
        nextSeq: before?.nextSeq ?? context.firstSeq(streamKey),
        times: new SampleTimes(nominalSampleRateHz, before?.times.lastSampleNs),
      };
      this.#progress.set(streamKey, progress);
      this.#streams.set(streamKey, { descriptor, arrays: new SampleArrays(descriptor), progress });
    }
  }

  /** @throws {DriverError} `UNKNOWN_STREAM`, `INVALID_FRAME`. */
  frame(streamKey: string, samples: EmitSamples, options: EmitOptions = {}): FrameEnvelope {
    const { descriptor, arrays, progress } = this.#streams.get(streamKey) ?? this.#byOtherSpelling(streamKey);
    const data = arrays.toArray(samples, options.order ?? 'channels');
    const count = data.shape[1] ?? 1;
    const frame = new FrameEnvelope({
      deviceId: this.#context.deviceId ?? descriptor.deviceId,
      streamKey: descriptor.streamKey,
      timestampNs: options.timestampNs ?? this.#firstSampleNs(progress.times, count, options),
      data,
      seq: progress.nextSeq,
      lost: options.lost,
      deviceTimeNs: options.deviceTimeNs,
    });
    progress.nextSeq += 1;
    progress.times.took(
      frame.timestampNs,
      count,
      options.timestampNs === undefined ? options.arrivalNs : undefined,
    );
    return frame;
  }

  #firstSampleNs(times: SampleTimes, count: number, { arrivalNs, lost }: EmitOptions): bigint {
    return arrivalNs === undefined
      ? times.firstOfNow(this.#context.clock.nowNs(), count)
      : times.firstOfArrival(arrivalNs, count, lost ?? 0);
  }

  #byOtherSpelling(streamKey: string): EmittedStream {
    const stream = this.#streams.get(normalizeStreamKey(streamKey));
    if (stream !== undefined) return stream;
    throw new DriverError(
      'UNKNOWN_STREAM',
      `There is no stream "${streamKey}": the descriptors name ${[...this.#streams.keys()].join(', ') || 'none'}.`,
    );
  }
}

/**
 * Arrays as frames carry them: one typed array in C order (the last index runs fastest), with its shape.
 */
import { DriverError } from './errors.js';

/** One typed-array class per element type. */
export const typedArrays = {
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** The name of an element type. */
export type DType = keyof typeof typedArrays;
/** All element types. */
export const dtypes = Object.keys(typedArrays) as unknown as readonly [DType, ...DType[]];

/** Of whatever buffer: InstanceType of the classes above would refuse views of shared memory, and plain `Float32Array`. */
interface TypedArrayOf {
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  float32: Float32Array;
  float64: Float64Array;
}

/** The typed array that holds elements of a dtype. */
export type ArrayOf<D extends DType> = TypedArrayOf[D];
/** Any typed array that a frame can hold. */
export type TypedArray = ArrayOf<DType>;

/** A typed array with its shape, in C order. `values.length` is the product of `shape`. */
export interface NdArray<D extends DType = DType> {
  /** The element type. */
  readonly dtype: D;
  /** The length of each axis. */
  readonly shape: readonly number[];
  /** The elements, the last axis running fastest. */
  readonly values: ArrayOf<D>;
}

/** The dtype of a typed array, or `undefined` for anything else. */
export function dtypeOf(values: unknown): DType | undefined {
  if (!ArrayBuffer.isView(values)) return undefined;
  return dtypes.find((dtype) => values instanceof typedArrays[dtype]);
}

/**
 * Joins values and shape.
 * @throws {DriverError} `INVALID_FRAME` when the shape does not hold exactly the values.
 */
export function ndarray<T extends TypedArray>(values: T, shape: readonly number[]): NdArray {
  const dtype = dtypeOf(values);
  if (dtype === undefined) {
    throw new DriverError(
      'INVALID_FRAME',
      `Array data is one of ${dtypes.join(', ')}; got ${describe(values)}.`,
    );
  }
  let count = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) {
      throw new DriverError(
        'INVALID_FRAME',
        `A shape holds non-negative integers; got [${shape.join(', ')}].`,
      );
    }
    count *= length;
  }
  if (count !== values.length) {
    throw new DriverError(
      'INVALID_FRAME',
      `The shape [${shape.join(', ')}] holds ${count} values, but ${values.length} were given.`,
    );
  }
  return { dtype, shape, values };
}

/**
 * Everything of one channel (the first axis), as a view: nothing is copied.
 * For a signal `[channel, sample]` these are the channel's samples in time order.
 * @throws {RangeError} when there is no such channel.
 */
export function channelView<D extends DType>(array: NdArray<D>, channel: number): ArrayOf<D> {
  const channels = array.shape[0] ?? 0;
  if (!Number.isInteger(channel) || channel < 0 || channel >= channels) {
    throw noSuchChannel(channel, channels);
  }
  const size = array.values.length / channels;
  return array.values.subarray(channel * size, (channel + 1) * size) as ArrayOf<D>;
}

/**
 * All channels of one sample of a signal `[channel, sample]`, read through the strides without a copy.
 * @returns an accessor `(channel) => value`.
 * @throws {RangeError} when there is no such sample, or the array is no signal; the accessor, when there is no such channel.
 */
export function sampleView<D extends DType>(
  array: NdArray<D>,
  sample: number,
): (channel: number) => ArrayOf<D>[number] {
  const samples = array.shape[1] ?? 0;
  if (array.shape.length !== 2 || !Number.isInteger(sample) || sample < 0 || sample >= samples) {
    throw new RangeError(
      `Sample ${sample} is out of range of a signal of shape [${array.shape.join(', ')}].`,
    );
  }
  const channels = array.shape[0] ?? 0;
  return (channel) => {
    if (!Number.isInteger(channel) || channel < 0 || channel >= channels)
      throw noSuchChannel(channel, channels);
    return array.values[channel * samples + sample] as ArrayOf<D>[number];
  };
}

function noSuchChannel(channel: number, channels: number): RangeError {
  return new RangeError(`Channel ${channel} is out of range: the array has ${channels} channels.`);
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'object' ? (value.constructor?.name ?? 'an object') : typeof value;
}

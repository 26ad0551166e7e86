import { type ArrayOf, type DType, type NdArray, ndarray, typedArrays } from '@modlink/sdk';

/**
 * A stream as a pure function of the sample number: no state, no clock, no randomness but that of its seed. A "sample"
 * is one sample of all channels, one line of a raster, or one frame of a field or a video.
 */
export interface Signal<D extends DType = DType> {
  readonly dtype: D;
  /** The shape of `count` samples, in the order of the payload type's axes. */
  shape(count: number): readonly number[];
  /**
   * Writes the samples `first` to `first + count - 1` over `target`, in C order.
   * @param target - as long as the product of `shape(count)`.
   */
  fill(target: ArrayOf<D>, first: number, count: number): void;
}

/** The samples `first` to `first + count - 1` of a signal, in an array of their own. */
export function samplesOf(signal: Signal, first: number, count: number): NdArray {
  const shape = signal.shape(count);
  const values = new typedArrays[signal.dtype](shape.reduce((product, length) => product * length, 1));
  signal.fill(values, first, count);
  return ndarray(values, shape);
}

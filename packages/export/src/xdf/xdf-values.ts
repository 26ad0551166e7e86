/** Values in the types that XDF has: it knows no unsigned integers, so that these take the next larger type. */
import type { DType, TypedArray } from '@modlink/sdk';

interface XdfType {
  /** The name in the stream's header. */
  readonly format: 'int8' | 'int16' | 'int32' | 'int64' | 'float32' | 'double64';
  readonly convert: (values: TypedArray) => TypedArray;
}

const same = (values: TypedArray): TypedArray => values;

/** `undefined` where no type of XDF holds all values. */
export const xdfTypes: Readonly<Record<DType, XdfType | undefined>> = {
  int8: { format: 'int8', convert: same },
  uint8: { format: 'int16', convert: (values) => Int16Array.from(values as Uint8Array) },
  int16: { format: 'int16', convert: same },
  uint16: { format: 'int32', convert: (values) => Int32Array.from(values as Uint16Array) },
  int32: { format: 'int32', convert: same },
  uint32: { format: 'int64', convert: (values) => BigInt64Array.from(values as Uint32Array, BigInt) },
  int64: { format: 'int64', convert: same },
  uint64: undefined,
  float32: { format: 'float32', convert: same },
  float64: { format: 'double64', convert: same },
};

/** A time as XDF has it: seconds in a double, which since the Unix epoch are exact to 0.12 microseconds. */
export function xdfSeconds(ns: bigint): number {
  return Number(ns / 1_000_000_000n) + Number(ns % 1_000_000_000n) / 1e9;
}

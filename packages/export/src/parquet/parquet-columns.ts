/** Columns of the types of Arrow, as Parquet has them: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md. */
import { type DType, type TypedArray, typedArrays } from '@modlink/sdk';
import type { SchemaElement } from 'hyparquet-writer';
import type { ParquetColumn } from './parquet-file.js';

/** Floats as they are: the library's dictionaries would take -0 for 0. */
const valueEncoding = 'PLAIN';

/** What a column is, but for its name. */
type ElementType = Omit<SchemaElement, 'name'>;

const elements: Record<DType, ElementType> = {
  int8: { type: 'INT32', converted_type: 'INT_8' },
  uint8: { type: 'INT32', converted_type: 'UINT_8' },
  int16: { type: 'INT32', converted_type: 'INT_16' },
  uint16: { type: 'INT32', converted_type: 'UINT_16' },
  int32: { type: 'INT32' },
  uint32: { type: 'INT32', converted_type: 'UINT_32' },
  int64: { type: 'INT64' },
  uint64: { type: 'INT64', converted_type: 'UINT_64' },
  float32: { type: 'FLOAT' },
  float64: { type: 'DOUBLE' },
};

/** What the library takes for each type: it has no arrays of 8 and 16 bits, and takes unsigned 32 bits as numbers alone. */
const arrays: Record<DType, new (length: number) => TypedArray> = {
  ...typedArrays,
  int8: Int32Array,
  uint8: Int32Array,
  int16: Int32Array,
  uint16: Int32Array,
  uint32: Float64Array,
};

/** A column of numbers, none of which is missing. */
export class NumberColumn implements ParquetColumn {
  readonly element: SchemaElement;
  readonly encoding = valueEncoding;
  /** Of large unsigned numbers the library would compare the bits as signed. */
  readonly hasStatistics: boolean;
  readonly values: TypedArray;

  /** @param rows - the most that a row group has. */
  constructor(name: string, dtype: DType, rows: number, type: ElementType = elements[dtype]) {
    this.element = { name, repetition_type: 'REQUIRED', ...type };
    this.hasStatistics = dtype !== 'uint32' && dtype !== 'uint64';
    this.values = new arrays[dtype](rows);
  }

  take = (rows: number) => this.values.subarray(0, rows) as Int32Array;
}

/** Nanoseconds since the Unix epoch. */
export function timestampColumn(name: string, rows: number): NumberColumn {
  return new NumberColumn(name, 'int64', rows, {
    type: 'INT64',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
  });
}

/** Values that may be missing. */
export class OptionalColumn<T extends bigint | string> implements ParquetColumn {
  readonly element: SchemaElement;
  readonly encoding = valueEncoding;
  readonly hasStatistics = true;
  readonly values: (T | undefined)[] = [];

  constructor(name: string, type: 'INT64' | 'UTF8') {
    const stored: Omit<SchemaElement, 'name'> =
      type === 'UTF8' ? { type: 'BYTE_ARRAY', converted_type: 'UTF8' } : { type };
    this.element = { name, repetition_type: 'OPTIONAL', ...stored };
  }

  take = (rows: number) => this.values.splice(0, rows);
}

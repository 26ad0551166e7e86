/** What every object of an NWB file has, and its tables: hdmf-common 1.8, `table.yaml` (https://github.com/hdmf-dev/hdmf-common-schema). */
import { randomUUID } from 'node:crypto';
import type { TypedArray } from '@modlink/sdk';
import type { Dataset, Group, Reference } from 'h5wasm/node';

/** Types of the namespace of NWB that are made here. */
export type NwbType =
  | 'NWBFile'
  | 'Device'
  | 'Subject'
  | 'ElectrodeGroup'
  | 'ElectricalSeries'
  | 'TimeSeries'
  | 'ImageSeries'
  | 'AnnotationSeries'
  | 'TimeIntervals';
/** Types of the namespace below it. */
type TableType = 'DynamicTable' | 'VectorData' | 'ElementIdentifiers' | 'DynamicTableRegion';

const tableTypes: ReadonlySet<string> = new Set([
  'DynamicTable',
  'VectorData',
  'ElementIdentifiers',
  'DynamicTableRegion',
] satisfies TableType[]);

/** Says what an object is. */
export function ofType<T extends Group | Dataset>(object: T, type: NwbType | TableType): T {
  object.create_attribute('namespace', tableTypes.has(type) ? 'hdmf-common' : 'core');
  object.create_attribute('neurodata_type', type);
  object.create_attribute('object_id', randomUUID());
  return object;
}

/** A name of an object: the format has slashes and colons for paths. */
export function objectName(name: string): string {
  return name.replace(/[/:]/g, '.');
}

/** A single text. */
export function writeText(group: Group, name: string, text: string): void {
  group.create_dataset({ name, data: text });
}

export function writeFloatAttribute(object: Dataset, name: string, value: number): void {
  object.create_attribute(name, Float64Array.of(value), [], '<d');
}

export interface NwbColumn {
  readonly name: string;
  readonly description: string;
  /** One for each row, and at least one. */
  readonly values: Float32Array | Float64Array | BigInt64Array | readonly string[] | readonly Reference[];
}

/** Fills a group with a table of at least one row. */
export function writeTable(
  table: Group,
  type: 'DynamicTable' | 'TimeIntervals',
  description: string,
  columns: readonly NwbColumn[],
): Group {
  ofType(table, type);
  table.create_attribute('description', description);
  table.create_attribute(
    'colnames',
    columns.map(({ name }) => name),
  );
  const rows = columns[0]?.values.length ?? 0;
  const ids = Int32Array.from({ length: rows }, (_, row) => row);
  ofType(table.create_dataset({ name: 'id', data: ids }), 'ElementIdentifiers');
  for (const column of columns) {
    const data = column.values as TypedArray & string[] & Reference[];
    const dataset = ofType(table.create_dataset({ name: column.name, data }), 'VectorData');
    dataset.create_attribute('description', column.description);
  }
  return table;
}

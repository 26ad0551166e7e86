/** Which column of a raw text file holds what. */
import type { RawHeader } from './raw-header.js';

export interface RawLayout {
  /** How many cells a row has. */
  readonly cells: number;
  readonly exg: readonly number[];
  readonly accel: readonly number[];
  /** Digital and analog inputs, and columns without a meaning that is told. */
  readonly aux: readonly { readonly column: number; readonly name: string }[];
  /** Seconds or milliseconds since the Unix epoch. */
  readonly timestamp: number | undefined;
  /** `2020-05-13 18:11:05.123`, or the time of the day alone. */
  readonly formatted: number | undefined;
  readonly marker: number | undefined;
  /** Whether rows without a new value of the accelerometer have zeros there, as before version 5. */
  readonly accelHasZeros: boolean;
}

const dayTime = /^\d{1,2}:\d\d:\d\d(?:[.:]\d{1,6})?$/;
const unixMilliseconds = /^\d{12,14}$/;

/** @param row - the cells of the first row of values. @returns why there is no layout, where there is none. */
export function layoutOf(header: RawHeader, row: readonly string[]): RawLayout | string {
  return header.columns.length > 0 ? namedLayout(header.columns) : positionedLayout(header, row);
}

/** Versions 5 and 6 name their columns. */
function namedLayout(columns: readonly string[]): RawLayout | string {
  const matching = (pattern: RegExp): number[] =>
    columns.flatMap((name, column) => (pattern.test(name) ? [column] : []));
  const exg = matching(/^E[XE]G Channel \d+$/i);
  if (exg.length === 0) return 'none of the columns is called "EXG Channel 0"';
  const accel = matching(/^Accel Channel \d+$/i);
  const [timestamp] = matching(/^Timestamp$/i);
  const [formatted] = matching(/^Timestamp \(Formatted\)$/i);
  const [marker] = matching(/^Marker( Channel)?$/i);
  const known = new Set([0, ...exg, ...accel, timestamp, formatted, marker]);
  return {
    cells: columns.length,
    exg,
    accel: accel.length === 3 ? accel : [],
    aux: columns.flatMap((name, column) => (known.has(column) ? [] : [{ column, name }])),
    timestamp,
    formatted,
    marker,
    accelHasZeros: false,
  };
}

/** Before version 5: the sample index, the channels, three of the accelerometer, others, and the time at the end. */
function positionedLayout({ channels: said }: RawHeader, row: readonly string[]): RawLayout | string {
  const columnOf = (pattern: RegExp): number | undefined => {
    const column = row.findIndex((cell) => pattern.test(cell));
    return column === -1 ? undefined : column;
  };
  const formatted = columnOf(dayTime);
  const timestamp = columnOf(unixMilliseconds);
  const times = [formatted, timestamp].filter((column) => column !== undefined);
  const values = Math.min(row.length, ...times);
  const channels = said ?? (values >= 20 ? 16 : values >= 9 ? 8 : 4);
  if (values < 1 + channels)
    return `a row has ${values} values, too few for a sample index and ${channels} channels`;
  const hasAccel = values >= 1 + channels + 3;
  const auxStart = 1 + channels + (hasAccel ? 3 : 0);
  return {
    cells: row.length,
    exg: Array.from({ length: channels }, (_, channel) => 1 + channel),
    accel: hasAccel ? [1 + channels, 2 + channels, 3 + channels] : [],
    aux: Array.from({ length: values - auxStart }, (_, index) => ({
      column: auxStart + index,
      name: `Aux ${index}`,
    })),
    timestamp,
    formatted,
    marker: undefined,
    accelHasZeros: true,
  };
}

import { DriverError } from './errors.js';
import { isJsonValue, type JsonValue } from './json.js';

/** A point in time with a label: a stimulus, a trigger input, a note. */
export interface Marker {
  readonly label: string;
  /** Host clock, nanoseconds since the Unix epoch. The host's time of arrival when absent. */
  readonly timestampNs?: bigint | undefined;
  readonly data?: JsonValue | undefined;
}

/** @throws {DriverError} `INVALID_MARKER` */
export function checkMarker(marker: Marker): Marker {
  if (typeof marker.label !== 'string' || marker.label.trim() === '') {
    throw new DriverError('INVALID_MARKER', 'A marker has a label that is not empty.');
  }
  if (marker.timestampNs !== undefined && typeof marker.timestampNs !== 'bigint') {
    throw new DriverError(
      'INVALID_MARKER',
      `The timestampNs of marker "${marker.label}" is a bigint of nanoseconds.`,
    );
  }
  if (marker.data !== undefined && !isJsonValue(marker.data)) {
    throw new DriverError('INVALID_MARKER', `The data of marker "${marker.label}" is a JSON value.`);
  }
  return marker;
}

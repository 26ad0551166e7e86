import { DriverError } from './errors.js';
import { isJsonValue, type JsonValue } from './json.js';

/** A point in time with a label: a stimulus, a trigger input, a note. */
export interface Marker {
  /** What people read; not empty. */
  readonly label: string;
  /** Host clock, nanoseconds since the Unix epoch. The host's time of arrival when absent. */
  readonly timestampNs?: bigint | undefined;
  /** Anything that survives JSON: a trigger's number, the stimulus shown. */
  readonly data?: JsonValue | undefined;
}

/**
 * Gives the marker back when it is one.
 * @throws {DriverError} `INVALID_MARKER`
 */
export function checkMarker(marker: Marker): Marker {
  if (typeof marker?.label !== 'string' || marker.label.trim() === '') {
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

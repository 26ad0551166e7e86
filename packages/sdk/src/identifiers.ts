/**
 * The names of devices and streams, and how what people write becomes them.
 *
 * | name | form | example |
 * |---|---|---|
 * | device name | `[a-z0-9_]+` | `openbci_cyton` |
 * | device id | `name.XX` | `openbci_cyton.01` |
 * | stream key | `[a-z0-9_]+` | `eeg` |
 * | stream id | `deviceId:streamKey` | `openbci_cyton.01:eeg` |
 */
import { DriverError } from './errors.js';

const deviceIdForm = /^[a-z0-9_]+\.[0-9]{2,}$/;
const nameForm = /^[a-z0-9]+(?:_[a-z0-9]+)*$/;

/** What was given, as an error shows it. */
const shown = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : `of type ${value === null ? 'null' : typeof value}`;

/** Trimmed, lower case, everything outside `[a-z0-9_]` folded to single underscores, ends stripped; `''` if nothing is left. */
function foldName(text: unknown): string {
  if (typeof text !== 'string') return '';
  if (nameForm.test(text)) return text;
  return text
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/_+/g, '_')
    .replace(/^[._]+|[._]+$/g, '');
}

/**
 * The normal form of a device name.
 * @throws {DriverError} `INVALID_DEVICE_NAME` when nothing is left.
 */
export function normalizeDeviceName(name: string): string {
  const folded = foldName(name);
  if (folded === '') {
    throw new DriverError(
      'INVALID_DEVICE_NAME',
      `The device name ${shown(name)} has no letter or digit. Use one such as "openbci_cyton".`,
    );
  }
  return folded;
}

/**
 * The normal form of a device id, `name.XX`.
 * @throws {DriverError} `INVALID_DEVICE_ID` when it does not come to that form.
 */
export function normalizeDeviceId(deviceId: string): string {
  if (
    typeof deviceId === 'string' &&
    deviceIdForm.test(deviceId) &&
    !deviceId.includes('__') &&
    !deviceId.startsWith('_')
  ) {
    return deviceId;
  }
  const folded = (typeof deviceId === 'string' ? deviceId : '')
    .trim()
    .toLowerCase()
    .replace(/-/g, '_')
    .replace(/[^a-z0-9_.]/g, '_')
    .replace(/_+/g, '_')
    .replace(/^[._]+|[._]+$/g, '');
  if (!deviceIdForm.test(folded)) {
    throw new DriverError(
      'INVALID_DEVICE_ID',
      `The device id ${shown(deviceId)} does not have the form name.XX, for example "openbci_cyton.01": ` +
        'a name of letters, digits and underscores, a point, and at least two digits.',
    );
  }
  return folded;
}

/**
 * The normal form of a stream key.
 * @throws {DriverError} `INVALID_STREAM_KEY` when nothing is left.
 */
export function normalizeStreamKey(streamKey: string): string {
  const folded = foldName(streamKey);
  if (folded === '') {
    throw new DriverError(
      'INVALID_STREAM_KEY',
      `The stream key ${shown(streamKey)} has no letter or digit. Use one such as "eeg".`,
    );
  }
  return folded;
}

/**
 * `name.XX` from a device name and an ordinal.
 * @param index - a positive integer; written with two digits at least.
 * @throws {DriverError} `INVALID_DEVICE_NAME`, or `INVALID_DEVICE_ID` for another index.
 */
export function makeDeviceId(name: string, index = 1): string {
  if (!Number.isSafeInteger(index) || index < 1) {
    throw new DriverError('INVALID_DEVICE_ID', `A device index is a positive integer, not ${String(index)}.`);
  }
  return `${normalizeDeviceName(name)}.${String(index).padStart(2, '0')}`;
}

/**
 * `deviceId:streamKey`, both normalized.
 * @throws {DriverError} `INVALID_DEVICE_ID` or `INVALID_STREAM_KEY`.
 */
export function makeStreamId(deviceId: string, streamKey: string): string {
  return `${normalizeDeviceId(deviceId)}:${normalizeStreamKey(streamKey)}`;
}

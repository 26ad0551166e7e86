import type { JsonValue } from '@modlink/sdk';
import { CaptureError } from '../errors.js';
import { fromBase64 } from '../format/json-bytes.js';

const shownBytes = 32;

interface Call {
  readonly method: string;
  /** Bytes in their JSON form. */
  readonly args: readonly JsonValue[];
}

/** What a driver asked for that the capture does not have at this place. */
export function mismatch(name: string, came: Call, expected?: Call): CaptureError {
  const then =
    expected === undefined
      ? 'the capture has no more calls'
      : `the capture has ${callInWords(expected.method, expected.args)} next`;
  return new CaptureError(
    'CAPTURE_MISMATCH',
    `The driver called ${callInWords(came.method, came.args)}, but ${then}. It speaks to the device in another way than it ` +
      'did when the capture was made: use the settings and the version of then, correct the driver, or capture again.',
    { subject: { path: name } },
  );
}

/** A call as people write it; bytes as text where they are printable, in hexadecimal digits otherwise. */
export function callInWords(method: string, args: readonly JsonValue[]): string {
  return `${method}(${args.map(inWords).join(', ')})`;
}

function inWords(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if ('base64' in value && typeof value.base64 === 'string') {
    return bytesInWords(fromBase64(value.base64) ?? new Uint8Array());
  }
  return JSON.stringify(value);
}

function bytesInWords(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, shownBytes));
  const more = bytes.length > shownBytes ? ` ... (${bytes.length} bytes)` : '';
  const isText =
    bytes.length > 0 && shown.every((byte) => (byte >= 0x20 && byte < 0x7f) || [9, 10, 13].includes(byte));
  if (isText) return `${JSON.stringify(shown.toString('latin1'))}${more}`;
  return `<${shown.toString('hex').replaceAll(/(..)(?=.)/g, '$1 ')}>${more}`;
}

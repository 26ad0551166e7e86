import { ModlinkError, TransportError, type TransportErrorCode, transportErrorCodes } from '@modlink/sdk';
import type { Capture } from '../format/capture-file.js';
import type { CapturedError } from '../format/capture-format.js';

/** What a call failed with. */
export function capturedFailure({ code, message }: CapturedError, { name }: Capture): ModlinkError {
  const options = { subject: { path: name } };
  return isTransportCode(code)
    ? new TransportError(code, message, options)
    : new ModlinkError(code, message, options);
}

/** What a connection was lost by. */
export function capturedLoss({ code, message }: CapturedError, { name }: Capture): TransportError {
  return new TransportError(isTransportCode(code) ? code : 'IO_FAILED', message, { subject: { path: name } });
}

const isTransportCode = (code: string): code is TransportErrorCode =>
  (transportErrorCodes as readonly string[]).includes(code);

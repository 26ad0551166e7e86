import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link CaptureError}. */
export const captureErrorCodes = ['CAPTURE_INVALID', 'CAPTURE_NOT_READABLE', 'CAPTURE_MISMATCH'] as const;
/** One of the codes of {@link CaptureError}. */
export type CaptureErrorCode = (typeof captureErrorCodes)[number];

/** A capture cannot be read, or a driver does not do what the capture has. */
export class CaptureError extends ModlinkError<CaptureErrorCode> {
  override readonly name = 'CaptureError';
}

import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link ExportError}. Their meanings and remedies stand in the documentation's list of error codes. */
export const exportErrorCodes = [
  'EXPORT_UNKNOWN_FORMAT',
  'EXPORT_UNKNOWN_STREAM',
  'EXPORT_INVALID_OPTION',
  'EXPORT_FILE_EXISTS',
  'EXPORT_NAME_TAKEN',
  'EXPORT_IN_USE',
  'EXPORT_WRITE_FAILED',
  'EXPORT_CANCELLED',
  'EXPORT_FFMPEG_MISSING',
  'EXPORT_FFMPEG_FAILED',
] as const;
export type ExportErrorCode = (typeof exportErrorCodes)[number];

/** A recording could not be exported as asked. */
export class ExportError extends ModlinkError<ExportErrorCode> {
  override readonly name = 'ExportError';
}

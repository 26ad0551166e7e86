import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link SerialLinesError}. */
export const serialLinesErrorCodes = [
  'INVALID_SETTINGS',
  'BAUD_RATE_NOT_FOUND',
  'COLUMNS_NOT_FOUND',
] as const;
export type SerialLinesErrorCode = (typeof serialLinesErrorCodes)[number];

/** The device does not print what the settings say, or the settings contradict each other. */
export class SerialLinesError extends ModlinkError<SerialLinesErrorCode> {
  override readonly name = 'SerialLinesError';
}

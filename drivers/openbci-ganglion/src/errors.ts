import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link GanglionError}. */
export const ganglionErrorCodes = [
  'UNKNOWN_PROVIDER',
  'ALREADY_CONNECTED',
  'NOT_CONNECTED',
  'NO_GANGLION',
  'NO_ANSWER',
  'DONGLE_FAILED',
] as const;
export type GanglionErrorCode = (typeof ganglionErrorCodes)[number];

/** The board, its dongle, or what answers in their place, did not do what was asked. */
export class GanglionError extends ModlinkError<GanglionErrorCode> {
  override readonly name = 'GanglionError';
}

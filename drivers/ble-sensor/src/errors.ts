import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link BleSensorError}. */
export const bleSensorErrorCodes = [
  'NOTHING_TO_MEASURE',
  'NO_ANSWER',
  'COMMAND_REFUSED',
  'COLUMNS_NOT_FOUND',
] as const;
export type BleSensorErrorCode = (typeof bleSensorErrorCodes)[number];

/** The sensor, or what answers in its place, did not do what was asked. */
export class BleSensorError extends ModlinkError<BleSensorErrorCode> {
  override readonly name = 'BleSensorError';
}

import { type ErrorSubject, ModlinkError } from '@modlink/sdk';

/** Codes of {@link SyntheticError}. */
export const syntheticErrorCodes = [
  'INVALID_SETTINGS',
  'UNKNOWN_PROVIDER',
  'UNKNOWN_DEVICE',
  'ALREADY_CONNECTED',
  'NOT_CONNECTED',
] as const;
export type SyntheticErrorCode = (typeof syntheticErrorCodes)[number];

/** The synthetic driver was asked for something that it cannot do. */
export class SyntheticError extends ModlinkError<SyntheticErrorCode> {
  override readonly name = 'SyntheticError';

  constructor(code: SyntheticErrorCode, message: string, subject: ErrorSubject = {}) {
    super(code, message, { subject: { driverId: 'synthetic', ...subject } });
  }
}

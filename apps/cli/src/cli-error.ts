import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link CliError}; the README says what each means. */
export const cliErrorCodes = [
  'WRONG_USAGE',
  'NO_DEVICE_FOUND',
  'DEVICE_NOT_MATCHED',
  'DEVICE_AMBIGUOUS',
  'SEARCH_FAILED',
  'CONNECTION_LOST',
  'RECORDING_INCOMPLETE',
  'INTERRUPTED',
] as const;
export type CliErrorCode = (typeof cliErrorCodes)[number];

/** What the command line itself has to object to. */
export class CliError extends ModlinkError<CliErrorCode> {
  override readonly name = 'CliError';
}

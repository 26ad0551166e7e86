import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link CreateDriverError}; the README says what each means. */
export const createDriverErrorCodes = [
  'WRONG_USAGE',
  'FOLDER_NOT_EMPTY',
  'FOLDER_NOT_WRITABLE',
  'COMMAND_FAILED',
  'CANCELLED',
] as const;
export type CreateDriverErrorCode = (typeof createDriverErrorCodes)[number];

/** Why no driver was made. */
export class CreateDriverError extends ModlinkError<CreateDriverErrorCode> {
  override readonly name = 'CreateDriverError';
}

/** What was asked for cannot be: what was given, what was expected. */
export function wrongUsage(message: string): CreateDriverError {
  return new CreateDriverError('WRONG_USAGE', message);
}

import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link ImportError}. Their meanings and remedies stand in the documentation's list of error codes. */
export const importErrorCodes = [
  'IMPORT_UNKNOWN_FORMAT',
  'IMPORT_NOT_RECOGNISED',
  'IMPORT_NOT_READABLE',
  'IMPORT_INVALID_FILE',
  'IMPORT_TOO_LARGE',
  'IMPORT_NOTHING_IN_IT',
  'IMPORT_INVALID_OPTIONS',
  'IMPORT_FILE_EXISTS',
  'IMPORT_WRITE_FAILED',
  'IMPORT_CANCELLED',
] as const;
export type ImportErrorCode = (typeof importErrorCodes)[number];

/** A file could not be imported as asked. */
export class ImportError extends ModlinkError<ImportErrorCode> {
  override readonly name = 'ImportError';
}

/**
 * The file is not what its format says.
 * @param what - what is wrong and what was expected, as a sentence without its end.
 * @param at - where: `byte 1024`, `line 7`.
 */
export function invalidFile(path: string, at: string, what: string, cause?: unknown): ImportError {
  return new ImportError(
    'IMPORT_INVALID_FILE',
    `The file ${path} cannot be imported: at ${at}, ${what}. Get it anew from where it was recorded, or repair it with the program that wrote it.`,
    { cause, subject: { path } },
  );
}

/** Something in the file is beyond what any recording has: most likely the file is damaged. */
export function tooLarge(path: string, at: string, what: string): ImportError {
  return new ImportError(
    'IMPORT_TOO_LARGE',
    `The file ${path} cannot be imported: at ${at}, ${what}. If the file is whole, split it with the program that wrote it.`,
    { subject: { path } },
  );
}

import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link MuseError}. */
export const museErrorCodes = ['UNSUPPORTED_MODEL', 'NO_ANSWER'] as const;
export type MuseErrorCode = (typeof museErrorCodes)[number];

/** The headband, or what answers in its place, did not do what was asked. */
export class MuseError extends ModlinkError<MuseErrorCode> {
  override readonly name = 'MuseError';
}

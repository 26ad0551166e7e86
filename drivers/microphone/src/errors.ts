import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link MicrophoneError}. */
export const microphoneErrorCodes = ['UNKNOWN_PROVIDER', 'ALREADY_CONNECTED', 'NOT_CONNECTED'] as const;
export type MicrophoneErrorCode = (typeof microphoneErrorCodes)[number];

/** The driver was used in the wrong order. */
export class MicrophoneError extends ModlinkError<MicrophoneErrorCode> {
  override readonly name = 'MicrophoneError';
}

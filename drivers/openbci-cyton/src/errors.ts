import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link CytonError}. */
export const cytonErrorCodes = [
  'NO_ANSWER',
  'BOARD_NOT_REACHED',
  'DAISY_NOT_FOUND',
  'COMMAND_FAILED',
] as const;
export type CytonErrorCode = (typeof cytonErrorCodes)[number];

/** The board, or what answers in its place, did not do what was asked. */
export class CytonError extends ModlinkError<CytonErrorCode> {
  override readonly name = 'CytonError';
}

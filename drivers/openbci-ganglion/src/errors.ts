import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link GanglionError}. */
export const ganglionErrorCodes = ['NO_GANGLION', 'NO_ANSWER', 'DONGLE_FAILED'] as const;
export type GanglionErrorCode = (typeof ganglionErrorCodes)[number];

/** The board, its dongle, or what answers in their place, did not do what was asked. */
export class GanglionError extends ModlinkError<GanglionErrorCode> {
  override readonly name = 'GanglionError';
}

/** @param has - what the device has instead. */
export function noGanglion(id: string, has: readonly string[]): GanglionError {
  return new GanglionError(
    'NO_GANGLION',
    `The device ${id} is no OpenBCI Ganglion: expected the service fe84 with what the board sends; it has ` +
      `${has.join(', ') || 'nothing'}. Search again and choose another one.`,
    { subject: { path: id } },
  );
}

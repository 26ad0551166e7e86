import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link RecordingError}. Their meanings and remedies stand in the documentation's list of error codes. */
export const recordingErrorCodes = [
  // Reading
  'RECORDING_NOT_FOUND',
  'RECORDING_NOT_READABLE',
  'RECORDING_CHANGED',
  'RECORDING_EMPTY',
  'RECORDING_NOT_MCAP',
  'RECORDING_NOT_MODLINK',
  'RECORDING_DAMAGED',
  // Writing
  'RECORDING_INVALID_EVENT',
  // Keeping
  'REPAIR_IN_USE',
  'REPAIR_FAILED',
  'RECORDING_CANCELLED',
  'EDIT_UNKNOWN_EVENT',
  'EDIT_CONFLICT',
  'EDIT_INVALID_LABEL',
  'EDIT_FAILED',
  // Replay
  'REPLAY_INVALID_OPTIONS',
  'REPLAY_CLOSED',
] as const;
export type RecordingErrorCode = (typeof recordingErrorCodes)[number];

/** A recording could not be read, or not be replayed as asked. */
export class RecordingError extends ModlinkError<RecordingErrorCode> {
  override readonly name = 'RecordingError';
}

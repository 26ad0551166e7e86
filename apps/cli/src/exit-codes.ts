/** The one table of exit codes: what `modlink help exit-codes` prints, and what every command ends with. */
import { isModlinkError } from '@modlink/sdk';

export const exitCodes = {
  ok: 0,
  failure: 1,
  wrongUsage: 2,
  noDevice: 3,
  deviceFailed: 4,
  recordingFailed: 5,
  fileFailed: 6,
  packageFailed: 7,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What each exit code means, in the order of the numbers. */
export const exitCodeMeanings: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'Done. Also a recording or a live view that you ended: its file is complete.'],
  [
    exitCodes.failure,
    'Failed for a reason without a code of its own; for doctor and driver check: a problem was found.',
  ],
  [exitCodes.wrongUsage, 'Wrong usage: an unknown command, option, driver, setting, stream or format.'],
  [exitCodes.noDevice, 'No device was found, none matched, or several did.'],
  [exitCodes.deviceFailed, 'A driver or a device failed: it was not to be searched, connected or started.'],
  [
    exitCodes.recordingFailed,
    'The recording could not be made, or is not what was asked for: a device was lost, the disk is full. What was written is kept.',
  ],
  [
    exitCodes.fileFailed,
    'A recording, a capture or a file could not be read, or an export or import could not be written.',
  ],
  [
    exitCodes.packageFailed,
    'A package was not installed, updated, rolled back or removed; the one before stays.',
  ],
  [exitCodes.interrupted, 'Interrupted with Ctrl-C before there was a result.'],
  [exitCodes.terminated, 'Ended by SIGTERM or SIGHUP before there was a result.'],
];

const byErrorCode: Readonly<Record<string, ExitCode>> = {
  WRONG_USAGE: exitCodes.wrongUsage,
  NO_DEVICE_FOUND: exitCodes.noDevice,
  DEVICE_NOT_MATCHED: exitCodes.noDevice,
  DEVICE_AMBIGUOUS: exitCodes.noDevice,
  SEARCH_FAILED: exitCodes.deviceFailed,
  CONNECTION_LOST: exitCodes.deviceFailed,
  // Of the host
  UNKNOWN_DRIVER: exitCodes.wrongUsage,
  SETTINGS_INVALID: exitCodes.wrongUsage,
  UNKNOWN_COMMAND: exitCodes.wrongUsage,
  COMMAND_NOT_NOW: exitCodes.wrongUsage,
  INVALID_ARGUMENTS: exitCodes.wrongUsage,
  RECORDING_INVALID_NAME: exitCodes.wrongUsage,
  REPLAY_INVALID_OPTIONS: exitCodes.wrongUsage,
  EXPORT_UNKNOWN_FORMAT: exitCodes.wrongUsage,
  EXPORT_UNKNOWN_STREAM: exitCodes.wrongUsage,
  EXPORT_INVALID_OPTION: exitCodes.wrongUsage,
  IMPORT_UNKNOWN_FORMAT: exitCodes.wrongUsage,
  IMPORT_INVALID_OPTIONS: exitCodes.wrongUsage,
  RECORDING_NOT_FOUND: exitCodes.fileFailed,
  RECORDING_NOT_READABLE: exitCodes.fileFailed,
  RECORDING_CHANGED: exitCodes.fileFailed,
  REPAIR_IN_USE: exitCodes.fileFailed,
  REPAIR_FAILED: exitCodes.fileFailed,
  RECORDING_EMPTY: exitCodes.fileFailed,
  RECORDING_NOT_MCAP: exitCodes.fileFailed,
  RECORDING_NOT_MODLINK: exitCodes.fileFailed,
  RECORDING_DAMAGED: exitCodes.fileFailed,
  // Of captures of raw bytes
  CAPTURE_INVALID: exitCodes.fileFailed,
  CAPTURE_NOT_READABLE: exitCodes.fileFailed,
  // Of transports, through a driver
  DEVICE_NOT_FOUND: exitCodes.noDevice,
};

/** The exit code for whatever a command threw. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!isModlinkError(error)) return exitCodes.failure;
  const known = Object.hasOwn(byErrorCode, error.code) ? byErrorCode[error.code] : undefined;
  if (known !== undefined) return known;
  if (error.name === 'InstallerError') return exitCodes.packageFailed;
  if (error.code.startsWith('RECORDING_')) return exitCodes.recordingFailed;
  if (error.code.startsWith('EXPORT_') || error.code.startsWith('IMPORT_')) return exitCodes.fileFailed;
  return error.subject.driverId === undefined ? exitCodes.failure : exitCodes.deviceFailed;
}

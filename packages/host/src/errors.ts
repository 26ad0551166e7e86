import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link HostError}. Their meanings and remedies stand in the documentation's list of error codes. */
export const hostErrorCodes = [
  // Host and devices
  'HOST_CLOSED',
  'INVALID_OPTIONS',
  'UNKNOWN_DRIVER',
  'UNKNOWN_PROVIDER',
  'UNKNOWN_DEVICE',
  'UNKNOWN_STREAM',
  'UNKNOWN_SETUP',
  'UNKNOWN_PACKAGE_JOB',
  'DRIVER_BLOCKED',
  'DRIVER_DISABLED',
  'ALREADY_CONNECTED',
  'NOT_CONNECTED',
  'UNKNOWN_COMMAND',
  'COMMAND_NOT_NOW',
  'INVALID_ARGUMENTS',
  'TRANSPORT_NOT_PROVIDED',
  // Isolates
  'DRIVER_LOAD_FAILED',
  'DRIVER_FACTORY_FAILED',
  'DRIVER_FACTORY_INVALID',
  'DRIVER_RESULT_INVALID',
  'DRIVER_METHOD_FAILED',
  'CONTROL_TIMEOUT',
  'CONTROL_ABORTED',
  'ISOLATE_EXITED',
  'ISOLATE_GAVE_UP',
  'DEVICE_NOT_FOUND_AGAIN',
  'RECONNECT_GAVE_UP',
  // Bus
  'SUBSCRIPTION_OVERFLOW',
  // Recording
  'RECORDING_INVALID_NAME',
  'RECORDING_FILE_EXISTS',
  'RECORDING_NOT_WRITABLE',
  'RECORDING_DISK_FULL',
  'RECORDING_WRITE_FAILED',
  'RECORDING_OVERFLOW',
  'RECORDING_WORKER_FAILED',
  'RECORDING_UNKNOWN_STREAM',
  'RECORDING_ENDED',
  'RECORDING_RUNNING',
  'RECORDING_NOT_DELETED',
  // Replay
  'UNKNOWN_REPLAY',
  // Settings
  'SETTINGS_INVALID',
  'SETTINGS_UNREADABLE',
  'SETTINGS_NOT_SAVED',
] as const;
export type HostErrorCode = (typeof hostErrorCodes)[number];

/** Something that the host was asked for could not be done. */
export class HostError extends ModlinkError<HostErrorCode> {
  override readonly name = 'HostError';
}

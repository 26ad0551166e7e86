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
  'DRIVER_BLOCKED',
  'DRIVER_DISABLED',
  'ALREADY_CONNECTED',
  'NOT_CONNECTED',
  'TRANSPORT_NOT_PROVIDED',
  // Isolates
  'DRIVER_LOAD_FAILED',
  'DRIVER_FACTORY_FAILED',
  'DRIVER_FACTORY_INVALID',
  'DRIVER_RESULT_INVALID',
  'DRIVER_METHOD_FAILED',
  'CONTROL_TIMEOUT',
  'CONTROL_ABORTED',
  'ISOLATE_START_FAILED',
  'ISOLATE_EXITED',
  'ISOLATE_GAVE_UP',
  // Bus
  'SUBSCRIPTION_OVERFLOW',
] as const;
export type HostErrorCode = (typeof hostErrorCodes)[number];

/** Something that the host was asked for could not be done. */
export class HostError extends ModlinkError<HostErrorCode> {
  override readonly name = 'HostError';
}

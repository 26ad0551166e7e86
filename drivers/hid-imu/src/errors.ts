import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link HidImuError}. */
export const hidImuErrorCodes = ['NO_REPORTS', 'NO_ANSWER', 'NO_MOTION_SENSOR'] as const;
export type HidImuErrorCode = (typeof hidImuErrorCodes)[number];

/** The device did not do what was asked, or has nothing to give. */
export class HidImuError extends ModlinkError<HidImuErrorCode> {
  override readonly name = 'HidImuError';
}

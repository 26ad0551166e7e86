import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link WebcamError}. */
export const webcamErrorCodes = ['MODE_NOT_AVAILABLE'] as const;
export type WebcamErrorCode = (typeof webcamErrorCodes)[number];

/** The driver was used in the wrong order, or asked for what the camera does not have. */
export class WebcamError extends ModlinkError<WebcamErrorCode> {
  override readonly name = 'WebcamError';
}

import type { CameraInfo, CameraMode, MicrophoneInfo, MicrophoneMode } from '@modlink/sdk';

/** A camera of a {@link SimulatedMedia}. */
export interface SimulatedCamera extends Partial<Omit<CameraInfo, 'kind' | 'modes'>> {
  readonly id: string;
  /** The first is its default. */
  readonly modes: readonly [CameraMode, ...CameraMode[]];
  /**
   * The bytes of the n-th picture since the opening, from 0, in the pixel format of the mode that is delivered. When absent:
   * raw pixels that are all `n % 256`; of MJPEG the shortest bytes that begin and end as a JPEG picture does.
   */
  readonly picture?: (index: number, mode: CameraMode) => Uint8Array;
  /** How long a picture takes from its capture to its arrival, in milliseconds; 0 when absent. */
  readonly delayMs?: number;
}

/** A microphone of a {@link SimulatedMedia}. */
export interface SimulatedMicrophone extends Partial<Omit<MicrophoneInfo, 'kind' | 'modes'>> {
  readonly id: string;
  /** The first is its default. */
  readonly modes: readonly [MicrophoneMode, ...MicrophoneMode[]];
  /** The n-th sample since the opening of a channel, both from 0; full scale is -1 to 1. Silence when absent. */
  readonly sample?: (index: number, channel: number, mode: MicrophoneMode) => number;
}

/** Bytes per pixel of raw pictures. */
const bytesPerPixel = {
  gray8: 1,
  rgb24: 3,
  bgr24: 3,
  rgba32: 4,
  bgra32: 4,
  yuyv422: 2,
  nv12: 1.5,
} as const;

/** The picture of a camera that has none of its own. */
export function plainPicture(index: number, { width, height, pixelFormat }: CameraMode): Uint8Array {
  // ITU-T T.81, B.1.1.3: start of image, a comment of two bytes with the number, end of image.
  if (pixelFormat === 'mjpeg')
    return Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, 4, (index >> 8) & 0xff, index & 0xff, 0xff, 0xd9);
  return new Uint8Array(width * height * bytesPerPixel[pixelFormat]).fill(index % 256);
}

import type { CameraInfo, CameraMode, MicrophoneInfo, MicrophoneMode } from '@modlink/sdk';

/** A camera of a {@link SimulatedMedia}. */
export interface SimulatedCamera extends Partial<Omit<CameraInfo, 'kind' | 'modes'>> {
  readonly id: string;
  /** The first is its default. */
  readonly modes: readonly [CameraMode, ...CameraMode[]];
  /**
   * The bytes of the n-th picture since the opening, from 0, in the pixel format of the mode that is delivered. When absent:
   * raw pixels that are all `n % 256`; of MJPEG a grey JPEG picture with the number as comment, two bytes.
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
export function plainPicture(index: number, mode: CameraMode): Uint8Array {
  if (mode.pixelFormat === 'mjpeg') return greyJpeg(index, mode);
  return new Uint8Array(mode.width * mode.height * bytesPerPixel[mode.pixelFormat]).fill(index % 256);
}

/**
 * A JPEG picture (ITU-T T.81, Annex B) of the least information: one component, all coefficients 0. Its Huffman tables have one
 * code of one bit each, so that a block of 8 x 8 pixels is two bits.
 */
function greyJpeg(comment: number, { width, height }: CameraMode): Uint8Array {
  const uint16 = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
  const oneCode = [1, ...new Array<number>(15).fill(0), 0];
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const unusedBits = ((4 - (blocks % 4)) % 4) << 1;
  const scan = new Array<number>(Math.ceil(blocks / 4)).fill(0);
  scan.push((scan.pop() ?? 0) | ((1 << unusedBits) - 1));
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...[0xff, 0xfe, 0, 4, ...uint16(comment)],
    ...[0xff, 0xdb, 0, 67, 0, ...new Array<number>(64).fill(1)],
    ...[0xff, 0xc0, 0, 11, 8, ...uint16(height), ...uint16(width), 1, 1, 0x11, 0],
    ...[0xff, 0xc4, 0, 20, 0x00, ...oneCode],
    ...[0xff, 0xc4, 0, 20, 0x10, ...oneCode],
    ...[0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0],
    ...scan,
    ...[0xff, 0xd9],
  ]);
}

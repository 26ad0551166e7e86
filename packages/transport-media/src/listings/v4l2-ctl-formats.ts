/** What `v4l2-ctl --list-formats-ext` says of a camera: formats, sizes and rates. */
import type { CameraMode, PixelFormat } from '@modlink/sdk';

/** Four-character codes of the kernel (Linux media documentation, "Image Formats") of what a frame can carry. */
const formats: Record<string, PixelFormat> = {
  MJPG: 'mjpeg',
  JPEG: 'mjpeg',
  YUYV: 'yuyv422',
  NV12: 'nv12',
  RGB3: 'rgb24',
  BGR3: 'bgr24',
  GREY: 'gray8',
};

/**
 * The three kinds of lines that matter, nested: `[0]: 'MJPG' (Motion-JPEG, compressed)`, `Size: Discrete 1920x1080`, and
 * `Interval: Discrete 0.033s (30.000 fps)`. Sizes and rates in steps, `Stepwise 32x32 - 1920x1080 with step 2/2` and
 * `Continuous 0.010s - 1.000s (1.000-100.000 fps)`, give the largest.
 */
export function parseV4l2CtlFormats(text: string): CameraMode[] {
  const modes: CameraMode[] = [];
  let pixelFormat: PixelFormat | undefined;
  let size: { width: number; height: number } | undefined;
  for (const line of text.split('\n')) {
    const code = /^\s*(?:\[\d+\]:|Pixel Format\s*:)\s*'(.{4})'/.exec(line)?.[1];
    if (code !== undefined) {
      pixelFormat = formats[code];
      size = undefined;
      continue;
    }
    const [, width, height] =
      /Size: (?:Discrete|(?:Stepwise|Continuous) \d+x\d+ -) (\d+)x(\d+)/.exec(line) ?? [];
    if (width !== undefined) size = { width: Number(width), height: Number(height) };
    const rate = /Interval: .*\((?:[\d.]+\s*-\s*)?([\d.]+) fps\)/.exec(line)?.[1];
    if (rate === undefined || size === undefined || pixelFormat === undefined) continue;
    if (Number(rate) > 0) modes.push({ ...size, frameRateHz: Number(rate), pixelFormat });
  }
  return modes;
}

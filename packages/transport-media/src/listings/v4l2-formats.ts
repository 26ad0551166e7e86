/** What `ffmpeg -f v4l2 -list_formats all` says of a camera: formats and sizes, but no rates. */
import type { CameraMode, PixelFormat } from '@modlink/sdk';

/** ffmpeg's names of the formats that a frame can carry. */
const formats: Record<string, PixelFormat> = {
  mjpeg: 'mjpeg',
  yuyv422: 'yuyv422',
  nv12: 'nv12',
  rgb24: 'rgb24',
  bgr24: 'bgr24',
  gray: 'gray8',
};

/** What most cameras have; asked for where the listing does not say. */
const assumedRateHz = 30;

/**
 * Lines such as `[video4linux2,v4l2 @ 0x55] Raw       :     yuyv422 :           YUYV 4:2:2 : 640x480 320x240`, printed by
 * `list_formats` of libavdevice/v4l2.c. Sizes in steps, `{32-1920, 2}x{32-1080, 2}`, give the largest.
 */
export function parseV4l2Formats(text: string): CameraMode[] {
  return text.split('\n').flatMap((line) => {
    const [, name = '', sizes = ''] =
      /\] (?:Raw|Compressed)\s*:\s*(\S+) :.*? : (.*)$/.exec(line.trimEnd()) ?? [];
    const pixelFormat = formats[name];
    if (pixelFormat === undefined) return [];
    return parseSizes(sizes).map((size) => ({ ...size, frameRateHz: assumedRateHz, pixelFormat }));
  });
}

function parseSizes(text: string): { width: number; height: number }[] {
  const range = /\{\d+-(\d+), \d+\}x\{\d+-(\d+), \d+\}/.exec(text);
  if (range) return [{ width: Number(range[1]), height: Number(range[2]) }];
  return [...text.matchAll(/(\d+)x(\d+)/g)].map(([, width, height]) => ({
    width: Number(width),
    height: Number(height),
  }));
}

/** What ffmpeg lists of AVFoundation, on macOS. */
import type { CameraMode } from '@modlink/sdk';

export interface NamedInput {
  readonly kind: 'camera' | 'microphone';
  /** What people read. */
  readonly name: string;
  /** What opens it, where that is not the name. */
  readonly path?: string | undefined;
}

/** `ffmpeg -f avfoundation -list_devices true -i ""`: headings, and lines such as `[AVFoundation indev @ 0x7f] [0] FaceTime HD Camera`. */
export function parseAvfoundationDevices(text: string): NamedInput[] {
  let kind: NamedInput['kind'] | undefined;
  return text.split('\n').flatMap((line) => {
    const heading = /AVFoundation (video|audio) devices:/.exec(line)?.[1];
    if (heading !== undefined) kind = heading === 'video' ? 'camera' : 'microphone';
    const name = /^\[[^\]]+\] \[\d+\] (.+?)\s*$/.exec(line)?.[1];
    return name === undefined || kind === undefined ? [] : { kind, name };
  });
}

/**
 * The modes that ffmpeg lists when it is asked for one that no camera has: lines such as
 * `1280x720@[15.000000 30.000000]fps`, which may stand behind a prefix. Rates are the lowest and the highest.
 */
export function parseAvfoundationModes(text: string): CameraMode[] {
  return [...text.matchAll(/(\d+)x(\d+)@\[([\d.]+) ([\d.]+)\]fps/g)].map(([, width, height, , highest]) => ({
    width: Number(width),
    height: Number(height),
    frameRateHz: Math.round(Number(highest) * 1_000) / 1_000,
    pixelFormat: 'nv12',
  }));
}

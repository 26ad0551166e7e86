/** What ffmpeg lists of DirectShow, on Windows. */
import type { CameraMode, MicrophoneMode, PixelFormat } from '@modlink/sdk';
import type { NamedInput } from './avfoundation.js';

const formats: Record<string, PixelFormat> = {
  mjpeg: 'mjpeg',
  yuyv422: 'yuyv422',
  nv12: 'nv12',
  rgb24: 'rgb24',
  bgr24: 'bgr24',
  gray: 'gray8',
};

/**
 * `ffmpeg -f dshow -list_devices true -i dummy`: since ffmpeg 5.0 `[dshow @ 01] "Integrated Camera" (video)`, before that the name
 * alone below a heading; each followed by its `Alternative name "@device_pnp_..."`, which stays when names are double.
 */
export function parseDshowDevices(text: string): NamedInput[] {
  const inputs: NamedInput[] = [];
  let heading: NamedInput['kind'] | undefined;
  /** Whether the last name was one of ours, so that its other name is, too. */
  let isOurs = false;
  for (const line of text.split('\n')) {
    const kind = /DirectShow (video|audio) devices/.exec(line)?.[1];
    if (kind !== undefined) heading = kind === 'video' ? 'camera' : 'microphone';
    const path = /Alternative name "(.+)"/.exec(line)?.[1];
    if (path !== undefined) {
      const last = isOurs ? inputs.pop() : undefined;
      if (last !== undefined) inputs.push({ ...last, path });
      continue;
    }
    const [, name, said] = /^\[[^\]]+\]\s+"(.+)"(?: \((.+)\))?\s*$/.exec(line) ?? [];
    if (name === undefined) continue;
    const found = said === undefined ? heading : kindOf(said);
    isOurs = found !== undefined;
    if (found !== undefined) inputs.push({ kind: found, name });
  }
  return inputs;
}

/** `video`, `audio`, `audio, video` for a device that has both, `none`. */
function kindOf(said: string): NamedInput['kind'] | undefined {
  if (said.includes('video')) return 'camera';
  return said.includes('audio') ? 'microphone' : undefined;
}

/** `ffmpeg -f dshow -list_options true -i video=...`: `vcodec=mjpeg  min s=640x480 fps=5 max s=1280x720 fps=30`. */
export function parseDshowCameraModes(text: string): CameraMode[] {
  const line = /(?:pixel_format|vcodec)=(\S+)\s+min s=\d+x\d+ fps=[\d.]+ max s=(\d+)x(\d+) fps=([\d.]+)/g;
  return [...text.matchAll(line)].flatMap(([, name = '', width, height, rate]) => {
    const pixelFormat = formats[name];
    if (pixelFormat === undefined) return [];
    return { width: Number(width), height: Number(height), frameRateHz: Number(rate), pixelFormat };
  });
}

/** The same for `audio=...`: `ch= 2, bits=16, rate= 44100`, before ffmpeg 5.1 `min ch=1 bits=8 rate= 11025 max ch=2 bits=16 rate= 44100`. */
export function parseDshowMicrophoneModes(text: string): MicrophoneMode[] {
  const line = /ch=\s*(\d+),?\s+bits=\s*\d+,?\s+rate=\s*(\d+)\s*$/gm;
  return [...text.matchAll(line)].map(([, channels, rate]) => ({
    channels: Number(channels),
    sampleRateHz: Number(rate),
  }));
}

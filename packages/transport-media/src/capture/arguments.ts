/** The command lines of a capture. */
import type { MediaSource, MicrophoneMode, PixelFormat } from '@modlink/sdk';

/** How pictures are made of what the input sends. */
export type PictureCoding =
  /** Left as they are: a camera that sends JPEG pictures. */
  | 'copied'
  /** Encoded as JPEG, or converted to raw pixels. */
  | 'converted';

/** ffmpeg's names of the raw formats (`ffmpeg -pix_fmts`). */
const ffmpegPixelFormats: Record<Exclude<PixelFormat, 'mjpeg'>, string> = {
  gray8: 'gray',
  rgb24: 'rgb24',
  bgr24: 'bgr24',
  rgba32: 'rgba',
  bgra32: 'bgra',
  yuyv422: 'yuyv422',
  nv12: 'nv12',
};

/** JPEG quality of ffmpeg's encoder, from 2, the best, to 31. */
const jpegQuality = '3';

/**
 * Every picture with the time that the input gave it (`-copyts`, and no picture doubled or left out to keep a rate), its bytes on
 * standard output, its time and size on file descriptor 3.
 * @param ffmpegVersion - the first line of `ffmpeg -version`.
 */
export function cameraArguments(
  source: MediaSource,
  pixelFormat: PixelFormat,
  coding: PictureCoding,
  ffmpegVersion: string,
): string[] {
  return [
    ...inputArguments(source),
    ...['-map', '0:v:0', ...keepEveryPicture(ffmpegVersion)],
    ...pictureArguments(pixelFormat, coding),
    ...teeArguments(coding === 'copied' || pixelFormat === 'mjpeg' ? 'data' : 'rawvideo'),
  ];
}

/** Interleaved float samples, in packets of `chunkMs`. */
export function microphoneArguments(
  source: MediaSource,
  { sampleRateHz, channels }: MicrophoneMode,
  chunkMs: number,
): string[] {
  const samples = Math.max(1, Math.round((sampleRateHz * chunkMs) / 1_000));
  return [
    ...inputArguments(source),
    ...['-map', '0:a:0', '-af', `aresample=${sampleRateHz},asetnsamples=n=${samples}:p=0`],
    ...['-c:a', 'pcm_f32le', '-ar', String(sampleRateHz), '-ac', String(channels)],
    ...teeArguments('f32le'),
  ];
}

/** Standard input stays open: ffmpeg is asked to end there. */
function inputArguments({ input, format, options = {} }: MediaSource): string[] {
  return [
    ...['-hide_banner', '-nostats', '-loglevel', 'info', '-copyts'],
    ...Object.entries(options).flatMap(([name, value]) =>
      value === '' ? [`-${name}`] : [`-${name}`, value],
    ),
    ...(format === undefined ? [] : ['-f', format]),
    ...['-i', input],
  ];
}

function pictureArguments(pixelFormat: PixelFormat, coding: PictureCoding): string[] {
  if (coding === 'copied') return ['-c:v', 'copy'];
  // Without a time base of its own, the encoder would round times to its nominal rate.
  const timeBase = ['-enc_time_base', '1:1000000'];
  if (pixelFormat === 'mjpeg') return ['-c:v', 'mjpeg', '-q:v', jpegQuality, ...timeBase];
  return ['-c:v', 'rawvideo', '-pix_fmt', ffmpegPixelFormats[pixelFormat], ...timeBase];
}

/** `-fps_mode` came with ffmpeg 5.1 and replaces `-vsync`. Builds that are no release have no number and are newer. */
function keepEveryPicture(ffmpegVersion: string): string[] {
  const [, major, minor] = /^ffmpeg version n?(\d+)\.(\d+)/.exec(ffmpegVersion) ?? [];
  const isOld = major !== undefined && (Number(major) < 5 || (Number(major) === 5 && Number(minor) < 1));
  return [isOld ? '-vsync' : '-fps_mode', 'passthrough'];
}

/** The same packets twice: as they are, and as one line each. */
function teeArguments(format: 'data' | 'rawvideo' | 'f32le'): string[] {
  const flush = 'flush_packets=1';
  return ['-f', 'tee', `[f=${format}:${flush}]pipe:1|[f=framecrc:${flush}]pipe:3`];
}

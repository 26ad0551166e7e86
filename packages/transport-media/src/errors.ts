/** What ffmpeg and the platform say, as errors that tell what to do. */
import { TransportError, type TransportErrorCode } from '@modlink/sdk';
import type { FfmpegLog } from './capture/ffmpeg-log.js';

type Kind = 'camera' | 'microphone';

export function ffmpegMissing(platform: NodeJS.Platform, cause?: unknown): TransportError {
  return new TransportError(
    'TRANSPORT_UNAVAILABLE',
    `Cameras and microphones need ffmpeg, which was not found. ${installRemedy(platform)} ` +
      'Where it is installed outside the path, name it in the environment variable MODLINK_FFMPEG.',
    { cause },
  );
}

function installRemedy(platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return 'Install it with "brew install ffmpeg" (Homebrew).';
    case 'win32':
      return 'Install it with "winget install Gyan.FFmpeg", and open a new terminal.';
    default:
      return 'Install it with "sudo apt install ffmpeg" (Debian, Ubuntu), "sudo dnf install ffmpeg" (Fedora) or "sudo pacman -S ffmpeg" (Arch).';
  }
}

/** What is no id of this platform. */
export function inputNotFound(id: string, message: string): TransportError {
  return new TransportError('DEVICE_NOT_FOUND', message, { subject: { path: id } });
}

/** What failed to open, and no list has. */
export function noSuchInput(id: string, cause: Error): TransportError {
  return new TransportError(
    'DEVICE_NOT_FOUND',
    `There is no input ${id}. Plug it in, and search again: its name may have changed. (${cause.message})`,
    { cause, subject: { path: id } },
  );
}

export function invalidOptions(id: string, message: string): TransportError {
  return new TransportError('INVALID_OPTIONS', message, { subject: { path: id } });
}

export function openingTooSlow(id: string, kind: Kind, limitMs: number): TransportError {
  return new TransportError(
    'IO_FAILED',
    `The ${kind} ${id} was opened, but sent nothing within ${limitMs / 1_000} s. Unplug it and plug it in again, ` +
      'or, for an address on the network, check that it answers.',
    { subject: { path: id } },
  );
}

/** ffmpeg ended by itself while it captured. */
export function captureEnded(id: string, lastWords: string): TransportError {
  return new TransportError(
    'DEVICE_UNPLUGGED',
    `The capture from ${id} ended: the device was unplugged, or the input is over. Plug it in and connect again.${quote(lastWords)}`,
    { subject: { path: id } },
  );
}

export interface OpeningFailure {
  readonly id: string;
  readonly kind: Kind;
  readonly platform: NodeJS.Platform;
  readonly log: Pick<FfmpegLog, 'text' | 'lastWords'>;
}

/** ffmpeg ended before it delivered anything: its last lines say why, in the words of the platform. */
export function openingFailed({ id, kind, platform, log }: OpeningFailure): TransportError {
  const code = causeOf(log.text);
  return new TransportError(code, `${remedyOf(code, id, kind, platform)}${quote(log.lastWords)}`, {
    subject: { path: id },
  });
}

/**
 * The words by which failures are recognized: those of the C library's `strerror`, of ffmpeg's devices (libavdevice v4l2.c,
 * alsa.c, pulse_audio_dec.c, avfoundation.m, dshow.c) and of its option parser. The first that fits counts.
 */
const causes: readonly (readonly [RegExp, TransportErrorCode])[] = [
  [/resource busy|already in use|could not run graph|used by another application/i, 'DEVICE_BUSY'],
  [/permission denied|operation not permitted|not authorized|access is denied/i, 'PERMISSION_DENIED'],
  [
    /unknown input format|option .* not found|unrecognized option|unable to parse option|error setting option|requires? .*argument/i,
    'INVALID_OPTIONS',
  ],
  [
    /no such (file|device|entity|process)|(video|audio|input) device not found|could not find (video|audio)|no device/i,
    'DEVICE_NOT_FOUND',
  ],
  [
    /invalid argument|not supported by the device|could not set video options|cannot set|matches no streams|value .* out of range|inappropriate ioctl|not a video capture device|error while filtering/i,
    'INVALID_OPTIONS',
  ],
];

function causeOf(text: string): TransportErrorCode {
  return causes.find(([words]) => words.test(text))?.[1] ?? 'IO_FAILED';
}

function remedyOf(code: TransportErrorCode, id: string, kind: Kind, platform: NodeJS.Platform): string {
  switch (code) {
    case 'DEVICE_BUSY':
      return `The ${kind} ${id} is in use by another program. Close that program (a call, a browser tab, a recorder) and connect again.`;
    case 'PERMISSION_DENIED':
      return `This user may not use the ${kind} ${id}. ${permissionRemedy(kind, platform)}`;
    case 'DEVICE_NOT_FOUND':
      return `There is no ${kind} ${id}. Plug it in, and search again: its name may have changed.`;
    case 'INVALID_OPTIONS':
      return `The ${kind} ${id} cannot be opened like this. Choose a mode that a search lists, or other options.`;
    default:
      return `The ${kind} ${id} could not be opened. Connect again; for an address on the network, check that it answers.`;
  }
}

function permissionRemedy(kind: Kind, platform: NodeJS.Platform): string {
  switch (platform) {
    case 'darwin':
      return `Allow the terminal or the application to use the ${kind} in System Settings, Privacy & Security, and start it again.`;
    case 'win32':
      return `Allow desktop apps to use the ${kind} in Settings, Privacy & security.`;
    default: {
      const group = kind === 'camera' ? 'video' : 'audio';
      return `Add the user to the group ${group}, "sudo usermod -a -G ${group} $USER", then log out and in again.`;
    }
  }
}

const quote = (lastWords: string): string => (lastWords === '' ? '' : ` ffmpeg said: ${lastWords}`);

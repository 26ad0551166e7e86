/** Windows: DirectShow, which has the cameras and the microphones. */
import type { CameraMode, MicrophoneMode, PixelFormat } from '@modlink/sdk';
import { inputNotFound } from '../errors.js';
import { parseDshowCameraModes, parseDshowDevices, parseDshowMicrophoneModes } from '../listings/dshow.js';
import type { Machine } from '../machine.js';
import type { Platform } from './platform.js';

const schemes = { camera: 'dshow:video=', microphone: 'dshow:audio=' } as const;
const assumedMicrophoneModes: readonly MicrophoneMode[] = [{ sampleRateHz: 48_000, channels: 2 }];
/** ffmpeg's names of raw formats where they differ. */
const rawFormats: Partial<Record<PixelFormat, string>> = { gray8: 'gray' };

export function windows(machine: Machine): Platform {
  const ask = async (args: readonly string[]): Promise<string> =>
    (await machine.run('ffmpeg', ['-hide_banner', '-nostdin', '-f', 'dshow', ...args]))?.stderr ?? '';
  const modesText = (input: string): Promise<string> => ask(['-list_options', 'true', '-i', input]);
  return {
    async find() {
      const devices = parseDshowDevices(await ask(['-list_devices', 'true', '-i', 'dummy']));
      return devices.map(({ kind, name, path }) => {
        const id = `${schemes[kind]}${path ?? name}`;
        const shared = { id, identity: id, label: name };
        const input = id.slice('dshow:'.length);
        if (kind === 'camera') {
          return { ...shared, kind, modes: async () => parseDshowCameraModes(await modesText(input)) };
        }
        return {
          ...shared,
          kind,
          modes: async () => {
            const modes = parseDshowMicrophoneModes(await modesText(input));
            return modes.length === 0 ? assumedMicrophoneModes : modes;
          },
        };
      });
    },
    cameraSource: (id, mode) => ({
      format: 'dshow',
      input: inputOf(id, 'camera'),
      // The default holds less than two raw pictures of 1080p.
      options: { rtbufsize: '256M', ...(mode !== undefined && modeOptions(mode)) },
    }),
    microphoneSource: (id, { sampleRateHz, channels }, chunkMs) => ({
      format: 'dshow',
      input: inputOf(id, 'microphone'),
      options: {
        sample_rate: String(sampleRateHz),
        channels: String(channels),
        audio_buffer_size: String(Math.round(chunkMs)),
      },
    }),
    deviceOf: async (id) => id,
    watchIntervalMs: 5_000,
  };
}

function modeOptions({ width, height, frameRateHz, pixelFormat }: CameraMode): Record<string, string> {
  const format: Record<string, string> =
    pixelFormat === 'mjpeg' ? { vcodec: 'mjpeg' } : { pixel_format: rawFormats[pixelFormat] ?? pixelFormat };
  return { video_size: `${width}x${height}`, framerate: String(frameRateHz), ...format };
}

function inputOf(id: string, kind: keyof typeof schemes): string {
  const scheme = schemes[kind];
  if (id.startsWith(scheme) && id.length > scheme.length) return id.slice('dshow:'.length);
  throw inputNotFound(id, `There is no ${kind} "${id}": on Windows it is called like ${scheme}<name>.`);
}

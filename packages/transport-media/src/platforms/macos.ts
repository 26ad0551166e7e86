/** macOS: AVFoundation. */
import type { CameraMode, MicrophoneMode } from '@modlink/sdk';
import { inputNotFound } from '../errors.js';
import { parseAvfoundationDevices, parseAvfoundationModes } from '../listings/avfoundation.js';
import type { Machine } from '../machine.js';
import type { Platform } from './platform.js';

const schemes = { camera: 'avfoundation:video:', microphone: 'avfoundation:audio:' } as const;
/** ffmpeg converts; AVFoundation tells no modes of microphones. */
const microphoneModes: readonly MicrophoneMode[] = [
  { sampleRateHz: 48_000, channels: 1 },
  { sampleRateHz: 48_000, channels: 2 },
];
/** No camera has it: ffmpeg then lists what there is. */
const impossibleMode = ['-video_size', '1x1', '-framerate', '1'];

export function macos(machine: Machine): Platform {
  const ask = async (args: readonly string[]): Promise<string> =>
    (await machine.run('ffmpeg', ['-hide_banner', '-nostdin', '-f', 'avfoundation', ...args]))?.stderr ?? '';
  return {
    async find() {
      const devices = parseAvfoundationDevices(await ask(['-list_devices', 'true', '-i', '']));
      return devices.map(({ kind, name }) => {
        const id = `${schemes[kind]}${name}`;
        const shared = { id, identity: id, label: name };
        if (kind === 'microphone') return { ...shared, kind, modes: async () => microphoneModes };
        return {
          ...shared,
          kind,
          modes: async () => cameraModes(await ask([...impossibleMode, '-i', name])),
        };
      });
    },
    cameraSource(id, mode) {
      const options: Record<string, string> = {};
      if (mode !== undefined) {
        options.video_size = `${mode.width}x${mode.height}`;
        options.framerate = String(mode.frameRateHz);
        options.pixel_format = mode.pixelFormat;
      }
      return { format: 'avfoundation', input: `${nameOf(id, 'camera')}:none`, options };
    },
    microphoneSource: (id) => ({ format: 'avfoundation', input: `none:${nameOf(id, 'microphone')}` }),
    deviceOf: async (id) => id,
    watchIntervalMs: 5_000,
  };
}

/** The screens that AVFoundation lists among the cameras tell no modes. */
function cameraModes(listing: string): readonly CameraMode[] {
  return parseAvfoundationModes(listing);
}

function nameOf(id: string, kind: keyof typeof schemes): string {
  const scheme = schemes[kind];
  if (id.startsWith(scheme) && id.length > scheme.length) return id.slice(scheme.length);
  throw inputNotFound(id, `There is no ${kind} "${id}": on macOS it is called like ${scheme}<name>.`);
}

/** Systems that this machine is not: their programs and files are what the fixtures say, and nothing is opened. */
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import type { Machine } from '../src/machine.js';
import { createMediaTransport } from '../src/transport.js';
import { createRuntime, patience } from './surroundings.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');

interface Answers {
  readonly platform: NodeJS.Platform;
  /** What programs print, by a part of their command line; the rest print nothing, or are missing. */
  readonly programs: Readonly<Record<string, string>>;
  readonly missing?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly links?: Readonly<Record<string, string>>;
}

function machineWith({ platform, programs, missing = [], files = {}, links = {} }: Answers): Machine {
  const paths = [...Object.keys(files), ...Object.keys(links)];
  return {
    platform,
    async run(program, args) {
      if (missing.includes(program)) return undefined;
      const line = [program, ...args].join(' ');
      const answer = Object.entries(programs).find(([part]) => line.includes(part))?.[1] ?? '';
      return { stdout: answer, stderr: answer };
    },
    startFfmpeg: () => {
      throw new Error('nothing is opened here');
    },
    readText: async (path) => files[path],
    readFolder: async (folder) => [
      ...new Set(
        paths
          .filter((path) => path.startsWith(`${folder}/`))
          .map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''),
      ),
    ],
    realPath: async (path) => links[path],
    watchFolder: () => () => {},
  };
}

const list = (answers: Answers) => createMediaTransport(createRuntime(), machineWith(answers)).list();

describe('Linux', () => {
  const cameras: Answers = {
    platform: 'linux',
    programs: {
      'v4l2-ctl -d /dev/video0': fixture('v4l2-ctl-formats.txt'),
      'v4l2-ctl -d /dev/video2': fixture('v4l2-ctl-vivid.txt'),
      'pactl -f json': fixture('pactl-sources.json'),
      'ffmpeg -version': 'ffmpeg version 5.1',
    },
    files: {
      '/sys/class/video4linux/video0/name': 'USB Camera: USB Camera\n',
      '/sys/class/video4linux/video0/index': '0\n',
      '/sys/class/video4linux/video1/name': 'USB Camera: USB Camera\n',
      '/sys/class/video4linux/video1/index': '1\n',
      '/sys/class/video4linux/video2/name': 'vivid-000-vid-cap\n',
      '/sys/class/video4linux/video2/index': '0\n',
    },
    links: {
      '/dev/v4l/by-id/usb-Maker_USB_Camera_SN0001-video-index0': '/dev/video0',
      '/dev/v4l/by-path/pci-0000:00:14.0-usb-0:1:1.0-video-index0': '/dev/video0',
      '/sys/class/video4linux/video2/device': '/sys/devices/platform/vivid.0',
    },
  };

  it('has cameras by their serial number or place, without what is no camera, and microphones before monitors', async () => {
    const inputs = await list(cameras);
    expect(inputs.map(({ kind, id, identity, label }) => [kind, id, identity, label])).toEqual([
      ['camera', 'v4l2:/dev/video0', 'usb-Maker_USB_Camera_SN0001-video-index0', 'USB Camera: USB Camera'],
      ['camera', 'v4l2:/dev/video2', '/sys/devices/platform/vivid.0#0', 'vivid-000-vid-cap'],
      [
        'microphone',
        'pulse:alsa_input.usb-Maker_USB_Microphone_1234-00.mono-fallback',
        'pulse:alsa_input.usb-Maker_USB_Microphone_1234-00.mono-fallback',
        'USB Microphone Mono',
      ],
      [
        'microphone',
        'pulse:alsa_output.pci-0000_00_1f.3.analog-stereo.monitor',
        'pulse:alsa_output.pci-0000_00_1f.3.analog-stereo.monitor',
        'Monitor of Built-in Audio',
      ],
    ]);
    expect(inputs[0]?.modes[0]).toEqual({ width: 1920, height: 1080, frameRateHz: 30, pixelFormat: 'mjpeg' });
    expect(inputs[3]?.modes).toEqual([
      { sampleRateHz: 44_100, channels: 2 },
      { sampleRateHz: 44_100, channels: 1 },
    ]);
  });

  it('has cameras without v4l2-ctl, and sound cards without a sound server', async () => {
    const inputs = await list({
      ...cameras,
      missing: ['v4l2-ctl', 'pactl'],
      programs: {
        'list_formats all -i /dev/video0': fixture('v4l2-formats.txt'),
        'ffmpeg -version': 'ffmpeg version 5.1',
      },
      files: {
        ...cameras.files,
        '/proc/asound/cards': fixture('asound-cards.txt'),
        '/proc/asound/pcm': fixture('asound-pcm.txt'),
      },
    });
    expect(inputs.map(({ id, identity }) => [id, identity])).toEqual([
      ['v4l2:/dev/video0', 'usb-Maker_USB_Camera_SN0001-video-index0'],
      ['alsa:plughw:CARD=PCH,DEV=0', 'alsa:PCH,0'],
      ['alsa:plughw:CARD=Loopback,DEV=0', 'alsa:Loopback,0'],
      ['alsa:plughw:CARD=Loopback,DEV=1', 'alsa:Loopback,1'],
    ]);
  });

  it('notices a camera that comes', async () => {
    const cameras = ['video0'];
    let looks = 0;
    let look = () => {};
    const machine: Machine = {
      ...machineWith({ platform: 'linux', programs: {} }),
      readFolder: async (folder) => (folder === '/sys/class/video4linux' ? [...cameras] : []),
      readText: async () => {
        looks += 1;
        return undefined;
      },
      watchFolder: (_path, onChange) => {
        look = onChange;
        return () => {};
      },
    };
    let changes = 0;
    const stop = createMediaTransport(createRuntime(), machine).watch(() => {
      changes += 1;
    });
    await vi.waitFor(() => expect(looks).toBeGreaterThan(0), patience);
    cameras.push('video1');
    await vi.waitFor(() => {
      look();
      expect(changes).toBe(1);
    }, patience);
    stop();
  });
});

it('macOS has cameras with modes, and microphones', async () => {
  const inputs = await list({
    platform: 'darwin',
    programs: {
      '-list_devices true': fixture('avfoundation-devices.txt'),
      '-i FaceTime HD Camera': fixture('avfoundation-modes.txt'),
      '-version': 'ffmpeg version 7.1',
    },
  });
  expect(inputs).toEqual([
    {
      kind: 'camera',
      id: 'avfoundation:video:FaceTime HD Camera',
      identity: 'avfoundation:video:FaceTime HD Camera',
      label: 'FaceTime HD Camera',
      modes: [
        { width: 1280, height: 720, frameRateHz: 30, pixelFormat: 'nv12' },
        { width: 640, height: 480, frameRateHz: 30, pixelFormat: 'nv12' },
      ],
    },
    expect.objectContaining({ kind: 'microphone', label: 'MacBook Pro Microphone' }),
  ]);
});

it('Windows has cameras with modes, and microphones', async () => {
  const inputs = await list({
    platform: 'win32',
    programs: {
      '-list_devices true': fixture('dshow-devices.txt'),
      '-i video=@device_pnp': fixture('dshow-camera-modes.txt'),
      '-i audio=@device_cm': fixture('dshow-microphone-modes.txt'),
      '-version': 'ffmpeg version 7.1',
    },
  });
  expect(inputs.map(({ kind, label, modes }) => [kind, label, modes[0]])).toEqual([
    ['camera', 'Integrated Camera', { width: 1920, height: 1080, frameRateHz: 30, pixelFormat: 'mjpeg' }],
    ['microphone', 'Mikrofon (Gerät)', { channels: 2, sampleRateHz: 44_100 }],
  ]);
});

it.each([
  ['linux', 'apt install ffmpeg'],
  ['darwin', 'brew install ffmpeg'],
  ['win32', 'winget install Gyan.FFmpeg'],
] as const)('without ffmpeg, %s says how to install it', async (platform, remedy) => {
  const transport = createMediaTransport(
    createRuntime(),
    machineWith({ platform, programs: {}, missing: ['ffmpeg'] }),
  );
  const unavailable = { code: 'TRANSPORT_UNAVAILABLE', message: expect.stringContaining(remedy) };
  await expect(transport.list()).rejects.toMatchObject(unavailable);
  await expect(transport.openCamera({ id: 'a', source: { input: 'a' } })).rejects.toMatchObject(unavailable);
  await expect(transport.openMicrophone({ id: 'a', source: { input: 'a' } })).rejects.toMatchObject(
    unavailable,
  );
});

/** Linux: cameras of V4L2, microphones of the sound server, or of ALSA where there is none. */
import type { CameraMode, MediaSource, MicrophoneMode, PixelFormat } from '@modlink/sdk';
import { inputNotFound } from '../errors.js';
import { parseAlsaDevices } from '../listings/alsa-devices.js';
import { type PulseSource, parseFfmpegSources, parsePactlSources } from '../listings/pulse-sources.js';
import { parseV4l2CtlFormats } from '../listings/v4l2-ctl-formats.js';
import { parseV4l2Formats } from '../listings/v4l2-formats.js';
import type { Machine } from '../machine.js';
import type { FoundInput, Platform } from './platform.js';

/** ffmpeg's names, of pixel formats or codecs, for what V4L2 is asked for. */
const inputFormats: Partial<Record<PixelFormat, string>> = {
  mjpeg: 'mjpeg',
  yuyv422: 'yuyv422',
  nv12: 'nv12',
  rgb24: 'rgb24',
  bgr24: 'bgr24',
  gray8: 'gray',
};

/** `plughw` converts, so that these work with every card. */
const alsaModes: readonly MicrophoneMode[] = [
  { sampleRateHz: 48_000, channels: 2 },
  { sampleRateHz: 48_000, channels: 1 },
  { sampleRateHz: 44_100, channels: 2 },
  { sampleRateHz: 16_000, channels: 1 },
];

const cameraFolder = '/sys/class/video4linux';

export function linux(machine: Machine): Platform {
  return {
    async find() {
      const [cameras, microphones] = await Promise.all([findCameras(machine), findMicrophones(machine)]);
      return [...cameras, ...microphones];
    },
    cameraSource(id, mode) {
      const path = part(id, 'v4l2:');
      const options: Record<string, string> = {};
      if (mode !== undefined) {
        options.video_size = `${mode.width}x${mode.height}`;
        options.framerate = String(mode.frameRateHz);
        const format = inputFormats[mode.pixelFormat];
        if (format !== undefined) options.input_format = format;
      }
      return { format: 'v4l2', input: path, options };
    },
    microphoneSource(id, mode, chunkMs): MediaSource {
      const { sampleRateHz, channels } = mode;
      const options = { sample_rate: String(sampleRateHz), channels: String(channels) };
      if (id.startsWith('alsa:')) return { format: 'alsa', input: part(id, 'alsa:'), options };
      // Without it the sound server hands over seconds at once. Two bytes per sample: ffmpeg takes 16 bits of it.
      const fragment = Math.max(1, Math.round((sampleRateHz * chunkMs) / 1_000)) * channels * 2;
      return {
        format: 'pulse',
        input: part(id, 'pulse:'),
        options: { ...options, fragment_size: String(fragment), name: 'ModLink', stream_name: 'capture' },
      };
    },
    async deviceOf(id) {
      if (!id.startsWith('v4l2:')) return id;
      const path = part(id, 'v4l2:');
      return (await machine.realPath(path)) ?? path;
    },
    hints: (look) => machine.watchFolder('/dev', look),
    watchIntervalMs: 3_000,
  };
}

function part(id: string, scheme: string): string {
  if (id.startsWith(scheme) && id.length > scheme.length) return id.slice(scheme.length);
  throw inputNotFound(
    id,
    `There is no input "${id}": on Linux cameras are called like v4l2:/dev/video0, microphones like pulse:<source> or alsa:plughw:CARD=PCH,DEV=0.`,
  );
}

async function findCameras(machine: Machine): Promise<FoundInput[]> {
  const names = (await machine.readFolder(cameraFolder)).filter((name) => /^video\d+$/.test(name));
  const links = await deviceLinks(machine);
  return Promise.all(
    names
      .sort((a, b) => Number(a.slice(5)) - Number(b.slice(5)))
      .map(async (name): Promise<FoundInput> => {
        const path = `/dev/${name}`;
        return {
          kind: 'camera',
          id: `v4l2:${path}`,
          identity: links.get(path) ?? (await placeOf(machine, name)) ?? path,
          label: (await machine.readText(`${cameraFolder}/${name}/name`))?.trim() || path,
          modes: () => cameraModes(machine, path),
        };
      }),
  );
}

/** udev's names: of the device by its USB ids and serial number, otherwise of the socket that it is plugged into. */
async function deviceLinks(machine: Machine): Promise<Map<string, string>> {
  const links = new Map<string, string>();
  for (const folder of ['/dev/v4l/by-path', '/dev/v4l/by-id']) {
    for (const name of await machine.readFolder(folder)) {
      const path = await machine.realPath(`${folder}/${name}`);
      if (path !== undefined) links.set(path, name);
    }
  }
  return links;
}

/** Without udev: where the device sits in the kernel's tree, and which of its cameras it is. */
async function placeOf(machine: Machine, name: string): Promise<string | undefined> {
  const place = await machine.realPath(`${cameraFolder}/${name}/device`);
  const index = (await machine.readText(`${cameraFolder}/${name}/index`))?.trim() ?? '0';
  return place === undefined ? undefined : `${place}#${index}`;
}

/** Empty for what is no camera: its second device, which has metadata, or a video output. */
async function cameraModes(machine: Machine, path: string): Promise<readonly CameraMode[]> {
  const detailed = await machine.run('v4l2-ctl', ['-d', path, '--list-formats-ext']);
  const modes = parseV4l2CtlFormats(detailed?.stdout ?? '');
  if (modes.length > 0) return modes;
  const listing = await machine.run('ffmpeg', [
    ...['-hide_banner', '-nostdin', '-f', 'v4l2', '-list_formats', 'all', '-i', path],
  ]);
  return parseV4l2Formats(listing?.stderr ?? '');
}

async function findMicrophones(machine: Machine): Promise<FoundInput[]> {
  const sources = await pulseSources(machine);
  if (sources.length === 0) return findAlsaMicrophones(machine);
  return sources
    .toSorted((a, b) => Number(a.isMonitor) - Number(b.isMonitor))
    .map(({ name, description, mode }) => ({
      kind: 'microphone',
      id: `pulse:${name}`,
      identity: `pulse:${name}`,
      label: description,
      modes: async () => [mode, ...(mode.channels === 1 ? [] : [{ ...mode, channels: 1 }])],
    }));
}

async function pulseSources(machine: Machine): Promise<readonly PulseSource[]> {
  const listed = await machine.run('pactl', ['-f', 'json', 'list', 'sources']);
  const sources = parsePactlSources(listed?.stdout ?? '');
  if (sources !== undefined) return sources;
  const listing = await machine.run('ffmpeg', ['-hide_banner', '-nostdin', '-sources', 'pulse']);
  return parseFfmpegSources(listing?.stdout ?? '');
}

async function findAlsaMicrophones(machine: Machine): Promise<FoundInput[]> {
  const [cards, pcms] = await Promise.all([
    machine.readText('/proc/asound/cards'),
    machine.readText('/proc/asound/pcm'),
  ]);
  return parseAlsaDevices(cards ?? '', pcms ?? '').map(({ card, device, description }) => ({
    kind: 'microphone',
    id: `alsa:plughw:CARD=${card},DEV=${device}`,
    identity: `alsa:${card},${device}`,
    label: description,
    modes: async () => alsaModes,
  }));
}

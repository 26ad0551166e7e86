import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAlsaDevices } from '../src/listings/alsa-devices.js';
import { parseAvfoundationDevices, parseAvfoundationModes } from '../src/listings/avfoundation.js';
import {
  parseDshowCameraModes,
  parseDshowDevices,
  parseDshowMicrophoneModes,
} from '../src/listings/dshow.js';
import { parseFfmpegSources, parsePactlSources } from '../src/listings/pulse-sources.js';
import { parseV4l2CtlFormats } from '../src/listings/v4l2-ctl-formats.js';
import { parseV4l2Formats } from '../src/listings/v4l2-formats.js';
import { bestFirst } from '../src/modes.js';

const fixture = (name: string): string =>
  readFileSync(new URL(`./fixtures/${name}`, import.meta.url), 'utf8');
const inWords = (
  modes: readonly { width: number; height: number; frameRateHz: number; pixelFormat: string }[],
) =>
  modes.map(
    ({ width, height, frameRateHz, pixelFormat }) => `${width}x${height} ${frameRateHz} ${pixelFormat}`,
  );

describe('Linux', () => {
  it('cameras as ffmpeg lists them', () => {
    expect(inWords(parseV4l2Formats(fixture('v4l2-formats.txt')))).toEqual([
      '1920x1080 30 mjpeg',
      '1280x720 30 mjpeg',
      '640x480 30 mjpeg',
      '640x480 30 yuyv422',
      '320x240 30 yuyv422',
      '640x480 30 gray8',
    ]);
  });

  it('cameras as v4l2-ctl lists them, with their rates', () => {
    expect(inWords(parseV4l2CtlFormats(fixture('v4l2-ctl-formats.txt')))).toEqual([
      '1920x1080 30 mjpeg',
      '1920x1080 15 mjpeg',
      '1280x720 60 mjpeg',
      '640x480 30 yuyv422',
      '1920x1080 5 yuyv422',
    ]);
    expect(inWords(parseV4l2CtlFormats(fixture('v4l2-ctl-vivid.txt')))).toEqual([
      '640x360 1 yuyv422',
      '640x360 60 yuyv422',
      '1920x1080 100 rgb24',
    ]);
    expect(inWords(parseV4l2CtlFormats(fixture('v4l2-ctl-old.txt')))).toEqual(['640x480 30 mjpeg']);
  });

  it('sources of the sound server, by pactl and by ffmpeg', () => {
    const microphone = 'alsa_input.usb-Maker_USB_Microphone_1234-00.mono-fallback';
    const monitor = 'alsa_output.pci-0000_00_1f.3.analog-stereo.monitor';
    expect(parsePactlSources(fixture('pactl-sources.json'))).toEqual([
      {
        name: monitor,
        description: 'Monitor of Built-in Audio',
        isMonitor: true,
        mode: { channels: 2, sampleRateHz: 44_100 },
      },
      {
        name: microphone,
        description: 'USB Microphone Mono',
        isMonitor: false,
        mode: { channels: 1, sampleRateHz: 48_000 },
      },
    ]);
    expect(parsePactlSources('Connection failure: Connection refused\n')).toBeUndefined();
    const found = parseFfmpegSources(fixture('ffmpeg-pulse-sources.txt'));
    expect(found.map(({ name, isMonitor }) => [name, isMonitor])).toEqual([
      [monitor, true],
      [microphone, false],
    ]);
  });

  it('sound cards of the kernel that record', () => {
    expect(parseAlsaDevices(fixture('asound-cards.txt'), fixture('asound-pcm.txt'))).toEqual([
      { card: 'PCH', device: 0, description: 'HDA Intel PCH, ALC257 Analog' },
      { card: 'Loopback', device: 0, description: 'Loopback, Loopback PCM' },
      { card: 'Loopback', device: 1, description: 'Loopback, Loopback PCM' },
    ]);
  });
});

describe('macOS', () => {
  it('cameras and microphones', () => {
    expect(parseAvfoundationDevices(fixture('avfoundation-devices.txt'))).toEqual([
      { kind: 'camera', name: 'FaceTime HD Camera' },
      { kind: 'camera', name: 'Capture screen 0' },
      { kind: 'microphone', name: 'MacBook Pro Microphone' },
    ]);
  });

  it('modes of a camera', () => {
    expect(inWords(parseAvfoundationModes(fixture('avfoundation-modes.txt')))).toEqual([
      '640x480 30 nv12',
      '1280x720 30 nv12',
    ]);
  });
});

describe('Windows', () => {
  it('cameras and microphones, by the name that stays', () => {
    expect(parseDshowDevices(fixture('dshow-devices.txt'))).toEqual([
      { kind: 'camera', name: 'Integrated Camera', path: expect.stringMatching(/^@device_pnp_.*global$/) },
      { kind: 'microphone', name: 'Mikrofon (Gerät)', path: expect.stringMatching(/^@device_cm_.*}$/) },
    ]);
  });

  it('cameras and microphones of older versions of ffmpeg', () => {
    expect(parseDshowDevices(fixture('dshow-devices-old.txt'))).toEqual([
      { kind: 'camera', name: 'Integrated Webcam', path: expect.stringMatching(/^@device_pnp_/) },
      { kind: 'microphone', name: 'Internal Microphone' },
    ]);
  });

  it('modes', () => {
    expect(inWords(parseDshowCameraModes(fixture('dshow-camera-modes.txt')))).toEqual([
      '640x480 30 yuyv422',
      '640x480 30 yuyv422',
      '1920x1080 30 mjpeg',
    ]);
    expect(parseDshowMicrophoneModes(fixture('dshow-microphone-modes.txt'))).toEqual([
      { channels: 2, sampleRateHz: 44_100 },
      { channels: 1, sampleRateHz: 48_000 },
      { channels: 2, sampleRateHz: 44_100 },
    ]);
  });
});

it('puts fluent modes first, the largest first, each once', () => {
  const mode = (width: number, frameRateHz: number) =>
    ({ width, height: 100, frameRateHz, pixelFormat: 'gray8' }) as const;
  const modes = [mode(10, 30), mode(40, 5), mode(20, 30), mode(20, 60), mode(20, 30)];
  expect(bestFirst(modes)).toEqual([mode(20, 60), mode(20, 30), mode(10, 30), mode(40, 5)]);
});

it('no listing makes a parser throw, damaged ones included', () => {
  const listings = [
    'v4l2-formats.txt',
    'v4l2-ctl-formats.txt',
    'pactl-sources.json',
    'dshow-devices.txt',
  ].map(fixture);
  const damaged = fc
    .tuple(fc.constantFrom(...listings), fc.nat(), fc.string())
    .map(([text, at, noise]) => text.slice(0, at % text.length) + noise + text.slice((at % text.length) + 3));
  fc.assert(
    fc.property(fc.oneof(fc.string(), damaged), (text) => {
      for (const parse of [
        parseV4l2Formats,
        parseV4l2CtlFormats,
        parseFfmpegSources,
        parsePactlSources,
        parseAvfoundationDevices,
        parseAvfoundationModes,
        parseDshowDevices,
        parseDshowCameraModes,
        parseDshowMicrophoneModes,
      ])
        parse(text);
      parseAlsaDevices(text, text);
    }),
  );
});

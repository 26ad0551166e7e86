/** The driver with cameras that are simulated: the contract, the choice of the mode, and what frames look like. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type CameraMode, type PixelFormat, pixelFormats } from '@modlink/sdk';
import { FrameRecorder, type SimulatedCamera, SimulatedMedia, VirtualClock } from '@modlink/testkit';
import { describeDriver } from '@modlink/testkit/vitest';
import { describe, expect, it } from 'vitest';
import { chooseMode } from '../src/choose-mode.js';
import createDriver, {
  defaultSettings,
  pixelFormatChoices,
  Webcam,
  type WebcamSettings,
  webcamErrorCodes,
} from '../src/index.js';
import { readJpegHeader } from '../src/parser/index.js';

const require = createRequire(import.meta.url);
/** As a camera sends it: without Huffman tables. */
const jpeg = new URL('./fixtures/valid/without-tables.bin', import.meta.url);
const manifest = require('../package.json') as Record<string, unknown>;
const settingsSchema = require('../settings.schema.json');

const mode = (width: number, height: number, frameRateHz: number, pixelFormat: PixelFormat): CameraMode => ({
  width,
  height,
  frameRateHz,
  pixelFormat,
});
/** As of a usual camera: raw pixels of large pictures come slowly. */
const usualModes = [
  mode(1920, 1080, 30, 'mjpeg'),
  mode(1280, 720, 60, 'mjpeg'),
  mode(1280, 720, 30, 'mjpeg'),
  mode(640, 480, 29.97, 'mjpeg'),
  mode(640, 480, 29.97, 'yuyv422'),
  mode(1280, 720, 10, 'yuyv422'),
] as const;
const small = [mode(8, 4, 30, 'rgb24')] as const;

const simulated = (clock: VirtualClock, camera: Partial<SimulatedCamera> = {}) =>
  new SimulatedMedia({
    clock,
    cameras: [{ id: 'camera', label: 'A camera', modes: small, delayMs: 25, ...camera }],
  });

describeDriver(createDriver, {
  provider: 'camera',
  transport: simulated,
  manifest,
  settingsSchema,
});

function setUp(settings: WebcamSettings = {}, camera: Partial<SimulatedCamera> = {}) {
  const clock = new VirtualClock();
  const media = simulated(clock, camera);
  const recorder = new FrameRecorder(new Webcam(), { clock, transports: media.transports, settings });
  return { clock, media, recorder };
}

describe('search', () => {
  it('lists the cameras with their best mode, and the inputs of the settings first', async () => {
    const inputs = [
      {
        name: 'Door',
        input: 'rtsp://user:secret@192.168.1.20:554/stream1',
        options: { rtsp_transport: 'tcp' },
      },
      { name: 'Screen', input: ':0.0', format: 'x11grab' },
    ];
    const { recorder } = setUp({ inputs }, { modes: usualModes });
    const found = await recorder.search('camera');
    expect(found.map(({ title, subtitle, identity }) => [title, subtitle, identity])).toEqual([
      ['Door', 'rtsp://192.168.1.20:554', 'input:Door'],
      ['Screen', 'x11grab', 'input:Screen'],
      ['A camera', '1920 x 1080 at 30 Hz, mjpeg (and 5 more modes)', 'camera'],
    ]);
    expect(found[0]?.extra).toEqual({
      id: 'Door',
      source: { input: 'rtsp://user:secret@192.168.1.20:554/stream1', options: { rtsp_transport: 'tcp' } },
    });
  });

  it('knows no other provider', () => {
    expect(() =>
      setUp().recorder.driver.search('microphone', { signal: new AbortController().signal }),
    ).toThrow(expect.objectContaining({ code: 'UNKNOWN_PROVIDER' }));
  });
});

describe('the mode', () => {
  it.each<[WebcamSettings, CameraMode, PixelFormat]>([
    [{}, mode(1280, 720, 60, 'mjpeg'), 'mjpeg'],
    [{ pixelFormat: 'rgb24' }, mode(1280, 720, 60, 'mjpeg'), 'rgb24'],
    [{ width: 1920 }, mode(1920, 1080, 30, 'mjpeg'), 'mjpeg'],
    [{ height: 720, frameRateHz: 30 }, mode(1280, 720, 30, 'mjpeg'), 'mjpeg'],
    [{ width: 640, height: 480 }, mode(640, 480, 29.97, 'mjpeg'), 'mjpeg'],
    [{ width: 640, frameRateHz: 30, pixelFormat: 'gray8' }, mode(640, 480, 29.97, 'yuyv422'), 'gray8'],
    [{ width: 640, pixelFormat: 'yuyv422' }, mode(640, 480, 29.97, 'yuyv422'), 'yuyv422'],
    [{ frameRateHz: 10 }, mode(1280, 720, 10, 'yuyv422'), 'rgb24'],
  ])('for %j', (settings, expected, pixelFormat) => {
    expect(chooseMode(usualModes, settings)).toEqual({ mode: expected, pixelFormat });
  });

  it('is the smallest where all are larger than what is taken unasked', () => {
    const large = [mode(3840, 2160, 30, 'mjpeg'), mode(1920, 1080, 30, 'mjpeg')];
    expect(chooseMode(large, {}).mode).toEqual(large[1]);
  });

  it('that a camera does not have is refused, with what it has', async () => {
    const { recorder, media } = setUp({ width: 800, height: 600 }, { modes: usualModes });
    await expect(recorder.connect('camera')).rejects.toMatchObject({
      code: 'MODE_NOT_AVAILABLE',
      message: expect.stringMatching(/no mode 800 x 600 at any rate.*1920 x 1080 at 30 Hz, mjpeg/),
    });
    expect(media.openings).toBe(0);
  });
});

describe('frames', () => {
  it('have the time at which the picture was taken', async () => {
    const { clock, recorder } = setUp();
    const startNs = clock.nowNs();
    await recorder.connect('camera');
    await recorder.start();
    await clock.advance(110);
    const sinceStartMs = recorder.frames.map(({ timestampNs }) =>
      Math.round(Number(timestampNs - startNs) / 1e6),
    );
    expect(sinceStartMs).toEqual([8, 42, 75]);
    expect(recorder).toHaveNoGaps('video');
  });

  it('tell how many pictures were lost before them', async () => {
    const { clock, media, recorder } = setUp();
    await recorder.connect('camera');
    await recorder.start();
    media.losePictures(3);
    await clock.advance(200);
    expect(recorder.frames.map(({ lost }) => lost)).toEqual([3, 0, 0]);
  });

  it('that are no picture are left out, counted, and told of', async () => {
    const { clock, recorder } = setUp(
      { pixelFormat: 'mjpeg' },
      { picture: (index) => Uint8Array.from(index % 3 === 1 ? [0xff, 0xd8, 0xff] : readFileSync(jpeg)) },
    );
    await recorder.connect('camera');
    await recorder.start();
    await clock.advance(300);
    expect(recorder.frames.map(({ lost }) => lost)).toEqual([0, 1, 0, 1, 0, 1]);
    expect(recorder.reports).toEqual([
      { level: 'warning', message: expect.stringMatching(/^1 picture .* damaged/) },
    ]);
  });

  it('of cameras that leave the Huffman tables out have them', async () => {
    const { clock, recorder } = setUp(
      { pixelFormat: 'mjpeg' },
      { picture: () => Uint8Array.from(readFileSync(jpeg)) },
    );
    await recorder.connect('camera');
    await recorder.start();
    await clock.advance(70);
    for (const { data } of recorder.frames) {
      expect(readJpegHeader(data.values as Uint8Array)).toMatchObject({ hasHuffmanTables: true });
    }
    expect(recorder.frames).toHaveLength(2);
  });

  it.each<[PixelFormat, number[], string[]]>([
    ['gray8', [1, 1, 4, 8], ['gray']],
    ['rgb24', [3, 1, 4, 8], ['red', 'green', 'blue']],
    ['bgr24', [3, 1, 4, 8], ['blue', 'green', 'red']],
    ['rgba32', [4, 1, 4, 8], ['red', 'green', 'blue', 'alpha']],
    ['bgra32', [4, 1, 4, 8], ['blue', 'green', 'red', 'alpha']],
    ['yuyv422', [2, 1, 4, 8], []],
    ['nv12', [1, 1, 6, 8], []],
    ['mjpeg', [1, 1, 1, 147], []],
  ])('of %s have the shape that the SDK says', async (pixelFormat, shape, channelNames) => {
    const { clock, recorder } = setUp({ pixelFormat: pixelFormat as (typeof pixelFormatChoices)[number] });
    const [stream] = await recorder.connect('camera');
    await recorder.start();
    await clock.advance(40);
    expect(recorder.frames[0]?.data).toMatchObject({ shape, dtype: 'uint8' });
    expect(stream).toMatchObject({
      pixelFormat,
      channelNames,
      nominalSampleRateHz: 30,
      metadata: { width: 8, height: 4 },
    });
  });
});

it('the settings schema says what the driver says', () => {
  const { properties } = settingsSchema as {
    properties: Record<string, { default?: unknown; enum?: unknown }>;
  };
  const defaults = Object.entries(properties).flatMap(([name, { default: value }]) =>
    value === undefined ? [] : [[name, value]],
  );
  expect(Object.fromEntries(defaults)).toEqual(defaultSettings);
  expect(properties.pixelFormat?.enum).toEqual(pixelFormatChoices);
  expect([...pixelFormatChoices].sort()).toEqual(['auto', ...pixelFormats].sort());
});

it('has each error code once', () => {
  expect(new Set(webcamErrorCodes).size).toBe(webcamErrorCodes.length);
});

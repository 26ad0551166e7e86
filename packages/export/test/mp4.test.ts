import { execFile } from 'node:child_process';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PixelFormat } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { describe, expect, it, vi } from 'vitest';
import { exportRecording } from '../src/index.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

const run = promisify(execFile);
const raw = { encoding: 'buffer', maxBuffer: 2 ** 28 } as const;

const video = (pixelFormat?: PixelFormat) =>
  describeStream({
    streamKey: 'camera',
    payloadType: 'video',
    nominalSampleRateHz: 30,
    ...(pixelFormat !== undefined && { pixelFormat }),
  });

/** Colours of pictures and, in microseconds, when they were taken: uneven, as a camera's are. */
const shots = [
  { colour: [200, 40, 40], atUs: 0 },
  { colour: [40, 200, 40], atUs: 33_367 },
  { colour: [40, 40, 200], atUs: 40_001 },
  { colour: [220, 220, 220], atUs: 1_000_003 },
] as const;
const [width, height] = [18, 11];
const timestampNs = (atUs: number) => startNs + 500n + BigInt(atUs) * 1000n;

/** A picture of one colour in a pixel format. */
async function picture(
  [red, green, blue]: readonly [number, number, number],
  format: PixelFormat | 'planes',
) {
  const places = Array.from({ length: width * height });
  const all = (...bytes: number[]) => Uint8Array.from(places.flatMap(() => bytes));
  if (format === 'rgb24') return all(red, green, blue);
  if (format === 'bgra32') return all(blue, green, red, 255);
  if (format === 'gray8') return all(green);
  if (format === 'planes')
    return Uint8Array.from([red, green, blue].flatMap((value) => places.map(() => value)));
  const hex = Buffer.from([red, green, blue]).toString('hex');
  const source = [
    '-f',
    'lavfi',
    '-i',
    `color=0x${hex}:s=${width}x${height},format=rgb24`,
    '-frames:v',
    '1',
    '-q:v',
    '1',
  ];
  const output = format === 'mjpeg' ? ['-f', 'mjpeg'] : ['-f', 'rawvideo', '-pix_fmt', format];
  return Uint8Array.from((await run('ffmpeg', ['-v', 'error', ...source, ...output, '-'], raw)).stdout);
}

const ffmpeg = await part('ffmpeg');

ffmpeg.describe('the MP4 export, read by ffprobe', () => {
  it.each([
    ['rgb24', 3],
    ['bgra32', 4],
    ['gray8', 1],
    ['planes', 3],
    ['yuyv422', 2],
    ['mjpeg', 1],
  ] as const)('has every picture of %s at its own time', async (format, channels) => {
    const folder = await temporaryFolder();
    const descriptor = video(format === 'planes' ? undefined : format);
    const pictures = await Promise.all(shots.map(({ colour }) => picture(colour, format)));
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      for (const [index, values] of pictures.entries()) {
        const shape = format === 'mjpeg' ? [1, 1, 1, values.length] : [channels, 1, height, width];
        recording.add(descriptor, values, shape, { timestampNs: timestampNs(shots[index]!.atUs) });
      }
    });
    const { files } = await exportRecording({ input, format: 'mp4' });
    const path = join(folder, 'rec.amplifier.01.camera.mp4');
    expect(files).toMatchObject([{ path, rows: 4, sizeBytes: (await stat(path)).size }]);
    const show = ['-v', 'error', '-show_frames', '-show_streams', '-show_format', '-of', 'json', path];
    const { frames, streams, format: container } = JSON.parse((await run('ffprobe', show)).stdout);
    expect(streams).toMatchObject([{ codec_name: 'h264', width: 18, height: 12 }]);
    expect(container.tags).toMatchObject({
      title: descriptor.streamId,
      creation_time: expect.stringContaining(
        new Date(Number(startNs / 1_000_000n)).toISOString().slice(0, 19),
      ),
      comment: `first picture ${timestampNs(0)} ns since 1970-01-01 UTC`,
    });
    const timesUs = frames.map((frame: { pts_time: string }) => Math.round(Number(frame.pts_time) * 1e6));
    expect(timesUs).toEqual(shots.map(({ atUs }) => atUs));

    const decode = [
      '-v',
      'error',
      '-i',
      path,
      '-fps_mode',
      'passthrough',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgb24',
      '-',
    ];
    const { stdout } = await run('ffmpeg', decode, raw);
    expect(stdout).toHaveLength(4 * 18 * 12 * 3);
    for (const [index, { colour }] of shots.entries()) {
      const middle = (index * 18 * 12 + 5 * 18 + 9) * 3;
      for (const [channel, value] of colour.entries()) {
        const expected = format === 'gray8' ? colour[1] : value;
        expect(Math.abs(stdout[middle + channel]! - expected)).toBeLessThan(16);
      }
    }
  });

  it('says what is no video, and leaves no ffmpeg and no file when it is cancelled', async () => {
    const folder = await temporaryFolder();
    const deep = describeStream({ streamKey: 'deep', payloadType: 'video' });
    const signal = describeStream();
    const descriptor = video('rgb24');
    const input = record(folder, (recording) => {
      for (const each of [deep, signal, descriptor]) recording.addStream(each);
      recording.add(deep, new Uint16Array(4), [1, 1, 2, 2]);
      recording.add(signal, new Float32Array(4), [1, 4]);
      for (let seq = 0; seq < 200; seq++)
        recording.add(descriptor, new Uint8Array(64 * 64 * 3), [3, 1, 64, 64], { seq });
    });
    const { files, skipped } = await exportRecording({ input, format: 'mp4', output: join(folder, 'out') });
    expect(files).toMatchObject([{ streamId: descriptor.streamId, rows: 200 }]);
    expect(skipped.map(({ streamId }) => streamId)).toEqual([signal.streamId, deep.streamId]);

    const cancel = new AbortController();
    const onProgress = ({ framesDone }: { framesDone: number }) => {
      if (framesDone > 100) cancel.abort();
    };
    await expect(
      exportRecording({ input, format: 'mp4', signal: cancel.signal, onProgress }),
    ).rejects.toMatchObject({ code: 'EXPORT_CANCELLED' });
    expect((await readdir(folder)).sort()).toEqual(['out.amplifier.01.camera.mp4', 'rec.mcap']);
  });
});

describe('the MP4 export', () => {
  it.each([
    ['is missing', '/nowhere/ffmpeg', 'EXPORT_FFMPEG_MISSING'],
    ['fails', 'false', 'EXPORT_FFMPEG_FAILED'],
  ])('says so where ffmpeg %s', async (_, program, code) => {
    vi.stubEnv('MODLINK_FFMPEG', program);
    const folder = await temporaryFolder();
    const descriptor = video('rgb24');
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      for (let seq = 0; seq < 50; seq++)
        recording.add(descriptor, new Uint8Array(64 * 64 * 3), [3, 1, 64, 64], { seq });
    });
    await expect(exportRecording({ input, format: 'mp4' })).rejects.toMatchObject({ code });
    vi.unstubAllEnvs();
    expect(await readdir(folder)).toEqual(['rec.mcap']);
  });
});

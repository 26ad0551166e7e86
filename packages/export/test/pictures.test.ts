import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PixelFormat, TypedArray } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { expect, it } from 'vitest';
import { exportRecording } from '../src/index.js';
import { python } from './support/python.js';
import { describeStream, record, startNs, temporaryFolder } from './support/recordings.js';

const run = promisify(execFile);

/** Checks every file's checksum, and unpacks. */
const unpack = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as file:
  assert file.testzip() is None
  file.extractall(sys.argv[2])
  print(json.dumps(file.namelist()))
`;

const video = (streamKey: string, pixelFormat?: PixelFormat) =>
  describeStream({
    streamKey,
    payloadType: 'video',
    nominalSampleRateHz: 30,
    ...(pixelFormat !== undefined && { pixelFormat }),
  });
const upTo = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7) % 256);

const ffmpeg = await part('ffmpeg');

ffmpeg.describe('the pictures export, read by Python and ffmpeg', () => {
  async function pixels(path: string, pixelFormat: string): Promise<number[]> {
    const decode = ['-v', 'error', '-i', path, '-f', 'rawvideo', '-pix_fmt', pixelFormat, '-'];
    const { stdout } = await run('ffmpeg', decode, { encoding: 'buffer' });
    return [...stdout];
  }

  it.each<[string, PixelFormat | undefined, TypedArray, number[], string, number[]]>([
    ['gray', 'gray8', upTo(12), [1, 1, 3, 4], 'gray', [...upTo(12)]],
    ['rgb', 'rgb24', upTo(18), [3, 1, 2, 3], 'rgb24', [...upTo(18)]],
    ['bgr', 'bgr24', upTo(18), [3, 1, 2, 3], 'bgr24', [...upTo(18)]],
    ['rgba', 'rgba32', upTo(24), [4, 1, 2, 3], 'rgba', [...upTo(24)]],
    ['bgra', 'bgra32', upTo(24), [4, 1, 2, 3], 'bgra', [...upTo(24)]],
    ['planes', undefined, Uint8Array.of(1, 2, 3, 4, 5, 6), [3, 1, 1, 2], 'rgb24', [1, 3, 5, 2, 4, 6]],
    [
      'deep',
      undefined,
      Uint16Array.of(1, 256, 65535, 515),
      [1, 1, 2, 2],
      'gray16be',
      [0, 1, 1, 0, 255, 255, 2, 3],
    ],
  ])('has the very pixels of %s', async (key, pixelFormat, values, shape, ffmpegFormat, expected) => {
    const folder = await temporaryFolder();
    const descriptor = video(key, pixelFormat);
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      recording.add(descriptor, values, shape);
    });
    await exportRecording({ input, format: 'pictures' });
    await python(unpack, join(folder, `rec.amplifier.01.${key}.zip`), folder);
    expect(await pixels(join(folder, 'picture-000000000.png'), ffmpegFormat)).toEqual(expected);
  });

  it('has JPEG pictures as they are, and their times', async () => {
    const folder = await temporaryFolder();
    const descriptor = video('camera', 'mjpeg');
    const planar = video('planar');
    const signal = describeStream();
    const chroma = video('chroma', 'nv12');
    const [first, second] = [upTo(1000), upTo(70_000)];
    const input = record(folder, (recording) => {
      for (const each of [descriptor, planar, signal, chroma]) recording.addStream(each);
      recording.add(descriptor, first, [1, 1, 1, 1000], { seq: 7, deviceTimeNs: 5n });
      recording.add(descriptor, second, [1, 1, 1, 70_000], { seq: 9, lost: 1, timestampNs: startNs + 1n });
      recording.add(planar, upTo(8), [1, 2, 2, 2]);
      recording.add(signal, Float32Array.of(1), [1, 1]);
      recording.add(chroma, upTo(6), [1, 1, 3, 2]);
    });
    const { files, skipped } = await exportRecording({ input, format: 'pictures' });
    expect(files.map(({ rows }) => rows)).toEqual([2, 2]);
    expect(skipped).toEqual([
      { streamId: signal.streamId, reason: expect.stringContaining('Only video') },
      { streamId: chroma.streamId, reason: expect.stringContaining('nv12') },
    ]);
    const names = ['picture-000000000.jpg', 'picture-000000001.jpg', 'pictures.csv'];
    expect(await python(unpack, files[0]!.path, folder)).toEqual(names);
    for (const [index, expected] of [first, second].entries())
      expect(Buffer.compare(await readFile(join(folder, names[index]!)), expected)).toBe(0);
    expect(await readFile(join(folder, 'pictures.csv'), 'utf8')).toBe(
      `file,timestamp_ns,device_time_ns,seq,lost\n${names[0]},${startNs},5,7,0\n${names[1]},${startNs + 1n},,9,1\n`,
    );
    const other = join(folder, 'other');
    await mkdir(other);
    await python(unpack, files[1]!.path, other);
    expect(await readFile(join(other, 'pictures.csv'), 'utf8')).toContain(
      `picture-000000001.png,${startNs + 33_333_333n},,,0`,
    );
  });

  it('has a zip of more files than its first form could count', async () => {
    const folder = await temporaryFolder();
    const descriptor = video('camera', 'mjpeg');
    const input = record(folder, (recording) => {
      recording.addStream(descriptor);
      for (let seq = 0; seq < 65_540; seq++)
        recording.add(descriptor, Uint8Array.of(seq % 256), [1, 1, 1, 1], { seq });
    });
    const { files } = await exportRecording({ input, format: 'pictures' });
    const check = `
import json, sys, zipfile
file = zipfile.ZipFile(sys.argv[1])
names = file.namelist()
print(json.dumps([len(names), names[65539], file.read(names[65539])[0]]))
`;
    expect(await python(check, files[0]!.path)).toEqual([65_541, 'picture-000065539.jpg', 65_539 % 256]);
  });
});

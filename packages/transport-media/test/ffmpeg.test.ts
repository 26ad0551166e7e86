/** The real ffmpeg, on inputs that it makes itself at a true rate. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { PictureInfo, TransportError } from '@modlink/sdk';
import { numberedPictures, numberOfPicture } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { describeMediaTransport } from '@modlink/testkit/vitest';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createTransport, patience } from './surroundings.js';

const ffmpeg = await part('ffmpeg');

/** The processes whose parent is this one, by their command lines. */
async function childrenWith(text: string): Promise<number[]> {
  const listing = spawn('ps', ['-A', '-o', 'pid=,args='], { stdio: ['ignore', 'pipe', 'ignore'] });
  const pids: number[] = [];
  for await (const line of createInterface({ input: listing.stdout })) {
    if (line.includes(text) && /^\s*\d+ \S*ffmpeg /.test(line)) pids.push(Number.parseInt(line, 10));
  }
  return pids;
}

/** A name by which the ffmpeg of one test is found among all processes. */
let marks = 0;
const mark = (): string => `mark${process.pid}x${marks++}`;

ffmpeg.describe('ffmpeg', () => {
  describeMediaTransport('ffmpeg', () => {
    const { transport, runtime } = createTransport();
    const name = mark();
    return {
      transport,
      nowNs: () => runtime.clock.nowNs(),
      camera: {
        id: name,
        source: {
          format: 'lavfi',
          input: `testsrc2=s=320x240:r=30,metadata=add:key=${name}:value=1`,
          options: { re: '' },
        },
      },
      microphone: {
        id: 'tone',
        source: { format: 'lavfi', input: 'sine=frequency=440:sample_rate=48000', options: { re: '' } },
      },
      unknownId: process.platform === 'linux' ? 'v4l2:/dev/video999' : 'nothing',
      unplug: async () => {
        for (const pid of await childrenWith(name)) process.kill(pid, 'SIGKILL');
      },
    };
  });

  it('delivers every picture once, bit by bit, at the times at which they were made', async () => {
    const { transport, holders } = createTransport();
    const camera = await transport.openCamera({
      id: 'numbers',
      source: numberedPictures({ frameRateHz: 50 }),
    });
    onTestFinished(() => camera.close());
    expect(camera.mode).toEqual({ width: 64, height: 48, frameRateHz: 50, pixelFormat: 'rgb24' });
    expect([...holders]).toEqual(['media:numbers']);
    const pictures: { readonly number: number | undefined; readonly info: PictureInfo }[] = [];
    camera.onPicture((bytes, info) => pictures.push({ number: numberOfPicture(bytes), info }));
    await vi.waitFor(() => expect(pictures.length).toBeGreaterThanOrEqual(60), patience);
    const first = pictures[0]?.number ?? Number.NaN;
    expect(pictures.map(({ number }) => number)).toEqual(pictures.map((_, index) => first + index));
    expect(pictures.every(({ info }) => info.lost === 0)).toBe(true);
    // The clock of the input is exact; its place on the host clock settles with the picture that came with the least delay.
    const steps = pictures
      .slice(-20)
      .map(
        ({ info }, index, all) =>
          info.captureNs - (all[index - 1]?.info.captureNs ?? info.captureNs - 20_000_000n),
      );
    const exact = steps.filter((step) => step > 19_900_000n && step < 20_100_000n);
    expect(exact.length).toBeGreaterThan(10);
  });

  it('counts the pictures that the input left out', async () => {
    const { transport } = createTransport();
    const source = numberedPictures();
    // Of ten pictures, three are missing.
    const camera = await transport.openCamera({
      id: 'gaps',
      source: { ...source, input: `${source.input},select='not(between(mod(n,10),3,5))'` },
    });
    onTestFinished(() => camera.close());
    const pictures: { readonly number: number; readonly lost: number }[] = [];
    camera.onPicture((bytes, { lost }) => pictures.push({ number: numberOfPicture(bytes) ?? -1, lost }));
    await vi.waitFor(() => expect(pictures.length).toBeGreaterThanOrEqual(25), patience);
    for (const { number, lost } of pictures.slice(1)) expect(lost).toBe(number % 10 === 6 ? 3 : 0);
  });

  it('leaves JPEG pictures as they are', async () => {
    const { transport } = createTransport();
    const folder = new URL('fixtures/', import.meta.url);
    const camera = await transport.openCamera({
      id: 'jpegs',
      pixelFormat: 'mjpeg',
      source: {
        input: new URL('three-pictures.mjpeg', folder).pathname,
        format: 'mjpeg',
        options: { re: '', framerate: '10', stream_loop: '-1' },
      },
    });
    onTestFinished(() => camera.close());
    const pictures: Buffer[] = [];
    camera.onPicture((bytes) => pictures.push(Buffer.from(bytes)));
    await vi.waitFor(() => expect(pictures.length).toBeGreaterThanOrEqual(3), patience);
    const file = await readFile(new URL('three-pictures.mjpeg', folder));
    for (const picture of pictures) expect(file.includes(picture)).toBe(true);
    expect(camera.mode).toMatchObject({ width: 32, height: 24, pixelFormat: 'mjpeg' });
  });

  it('delivers the samples of a tone', async () => {
    const { transport } = createTransport();
    const microphone = await transport.openMicrophone({
      id: 'tone',
      source: { format: 'lavfi', input: 'aevalsrc=0.5*sin(2*PI*1000*t)|0.25:s=48000', options: { re: '' } },
      mode: { sampleRateHz: 48_000, channels: 2 },
    });
    onTestFinished(() => microphone.close());
    const samples: number[] = [];
    microphone.onSamples((chunk) => samples.push(...chunk));
    await vi.waitFor(() => expect(samples.length).toBeGreaterThanOrEqual(9_600), patience);
    const left = samples.filter((_, index) => index % 2 === 0);
    const phase = left.findIndex((value, index) => Math.abs(value) < 1e-6 && (left[index + 1] ?? 0) > 0);
    for (let index = 0; index < 480; index++) {
      expect(left[phase + index]).toBeCloseTo(0.5 * Math.sin((2 * Math.PI * 1_000 * index) / 48_000), 4);
      expect(samples[index * 2 + 1]).toBe(0.25);
    }
  });

  it('tells of an input that is over, with the last words of ffmpeg, and gives the lease back', async () => {
    const { transport, holders } = createTransport();
    const camera = await transport.openCamera({ id: 'short', source: numberedPictures({ count: 20 }) });
    const ends: (TransportError | undefined)[] = [];
    camera.onClose((error) => ends.push(error));
    await vi.waitFor(() => expect(ends).toHaveLength(1), patience);
    expect(ends[0]).toMatchObject({
      code: 'DEVICE_UNPLUGGED',
      message: expect.stringContaining('ffmpeg said'),
    });
    expect(holders.size).toBe(0);
    await camera.close();
  });

  it('gives up opening when its signal fires, and leaves no ffmpeg behind', async () => {
    const { transport, holders } = createTransport();
    const name = mark();
    const giveUp = new AbortController();
    // An input that never sends anything.
    const opening = transport.openCamera({
      id: name,
      source: {
        format: 'lavfi',
        input: `nullsrc=r=30,select=0,metadata=add:key=${name}:value=1`,
        options: { re: '' },
      },
      signal: giveUp.signal,
    });
    const outcome = opening.then(
      () => 'opened',
      (error: Error) => error.message,
    );
    await vi.waitFor(async () => expect(await childrenWith(name)).toHaveLength(1), patience);
    giveUp.abort(new Error('given up'));
    expect(await outcome).toBe('given up');
    expect(holders.size).toBe(0);
    expect(await childrenWith(name)).toEqual([]);
  });

  it.each([
    ['a format that there is not', { format: 'nosuch', input: 'x' }, 'INVALID_OPTIONS'],
    [
      'an option that there is not',
      { format: 'lavfi', input: 'testsrc', options: { nosuch: '1' } },
      'INVALID_OPTIONS',
    ],
    ['a filter that there is not', { format: 'lavfi', input: 'nosuchfilter' }, 'INVALID_OPTIONS'],
    ['sound alone', { format: 'lavfi', input: 'sine' }, 'INVALID_OPTIONS'],
    ['a file that there is not', { input: '/nonexistent/file.avi' }, 'DEVICE_NOT_FOUND'],
    ['a file without pictures', { input: '/dev/null' }, 'IO_FAILED'],
  ])('refuses %s', async (_what, source, code) => {
    const { transport, holders } = createTransport();
    await expect(transport.openCamera({ id: 'wrong', source })).rejects.toMatchObject({
      code,
      message: expect.stringContaining('ffmpeg said'),
    });
    expect(holders.size).toBe(0);
  });

  it('refuses a microphone mode that makes no sense', async () => {
    const { transport } = createTransport();
    for (const mode of [
      { sampleRateHz: 0, channels: 1 },
      { sampleRateHz: 48_000, channels: 1.5 },
    ])
      await expect(transport.openMicrophone({ id: 'alsa:hw:0', mode })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
  });

  it('ends when the process that captures is killed', async () => {
    const name = mark();
    const script = `
      import media from ${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)};
      import { createSystemClock } from ${JSON.stringify(import.meta.resolve('@modlink/sdk'))};
      const transport = media.create({ clock: createSystemClock(), lease: async () => () => {} });
      await transport.openCamera({ id: 'x', source: { format: 'lavfi', input: 'testsrc2=r=30,metadata=add:key=${name}:value=1', options: { re: '' } } });
      console.log('capturing');`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(parent.stdout, 'data');
    expect(await childrenWith(name)).toHaveLength(1);
    parent.kill('SIGKILL');
    await vi.waitFor(async () => expect(await childrenWith(name)).toEqual([]), patience);
  });
});

/**
 * The whole way of pictures and sound: ffmpeg or a sound server -> media transport -> driver in a child process -> bus -> MCAP,
 * through the `modlink` command, compared with what went in.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { openRecording } from '@modlink/host';
import { numberedPictures, numberOfPicture, startPulseServer } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import { repository, temporaryFolder } from './support/folders.js';
import { type RunningModlink, startModlink } from './support/modlink.js';
import { recordedSignal } from './support/recorded-signal.js';

const ffmpeg = await part('ffmpeg');
const pulseaudio = await part('pulseaudio');
const run = promisify(execFile);

interface RecordedPicture {
  readonly timestampNs: bigint;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
  readonly lost: number;
}

/** Records with a driver of this repository; the settings go in as a user types them. */
async function startRecording(driver: string, device: string, settings: Readonly<Record<string, unknown>>) {
  const folder = await temporaryFolder();
  const file = join(folder, 'recording.mcap');
  const recording = startModlink(
    join(folder, 'home'),
    ...[
      'record',
      '--root',
      join(repository, 'drivers', driver),
      '--driver',
      driver,
      '--device',
      device,
      '--out',
      file,
    ],
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${JSON.stringify(value)}`]),
  );
  return { folder, file, recording };
}

function samplesSoFar({ lines }: RunningModlink, streamKey: string): number {
  const streams = lines.findLast(({ type }) => type === 'status')?.streams as
    | { streamId: string; samples: number }[]
    | undefined;
  return streams?.find(({ streamId }) => streamId.endsWith(`:${streamKey}`))?.samples ?? 0;
}

/** Stops with Ctrl-C's signal once there is enough. */
async function stopAfter(recording: RunningModlink, streamKey: string, samples: number): Promise<void> {
  const patience = { timeout: 40_000, interval: 100 };
  await expect.poll(() => samplesSoFar(recording, streamKey), patience).toBeGreaterThanOrEqual(samples);
  recording.child.kill('SIGINT');
  expect(await recording.exit).toEqual({ code: 0, signal: null });
}

async function recordedPictures(file: string): Promise<RecordedPicture[]> {
  await using recording = await openRecording(file);
  expect(recording.info).toMatchObject({ complete: true });
  const pictures: RecordedPicture[] = [];
  for await (const { streamId, view } of recording.frames()) {
    if (!streamId.endsWith(':video')) continue;
    const { timestampNs, lost, data } = view;
    pictures.push({
      timestampNs,
      lost,
      shape: data.shape,
      bytes: Buffer.from(data.values as Uint8Array),
    });
  }
  return pictures;
}

ffmpeg.describe('a camera whose pictures tell their number', () => {
  it('is recorded picture by picture, at the times at which they were made', {
    timeout: 60_000,
  }, async () => {
    const rateHz = 25;
    const inputs = [{ name: 'numbers', ...numberedPictures({ frameRateHz: rateHz }) }];
    const { file, recording } = await startRecording('webcam', 'numbers', { inputs });
    await stopAfter(recording, 'video', 60);
    const pictures = await recordedPictures(file);
    const numbers = pictures.map(({ bytes }) => numberOfPicture(bytes));
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? Number.NaN) + index));
    for (const { shape, lost } of pictures) expect([...shape, lost]).toEqual([3, 1, 48, 64, 0]);
    // A busy machine delays pictures on their way, but the times of their making stay evenly spaced.
    const stepsMs = pictures
      .slice(1)
      .map(({ timestampNs }, index) => Number(timestampNs - (pictures[index]?.timestampNs ?? 0n)) / 1e6)
      .toSorted((one, other) => one - other);
    expect(Math.abs((stepsMs[stepsMs.length >> 1] ?? 0) - 1_000 / rateHz)).toBeLessThan(1);
  });

  it('is recorded as the JPEG pictures that it sends, which any decoder reads', {
    timeout: 60_000,
  }, async () => {
    const folder = await temporaryFolder();
    const sent = join(folder, 'sent.mjpeg');
    await run('ffmpeg', [
      ...['-loglevel', 'error', '-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=30', '-frames:v', '30'],
      ...['-c:v', 'mjpeg', '-q:v', '5', '-f', 'mjpeg', sent],
    ]);
    const options = { re: '', framerate: '30', stream_loop: '-1' };
    const settings = {
      pixelFormat: 'mjpeg',
      inputs: [{ name: 'jpegs', input: sent, format: 'mjpeg', options }],
    };
    const { file, recording } = await startRecording('webcam', 'jpegs', settings);
    await stopAfter(recording, 'video', 30);
    const pictures = await recordedPictures(file);
    const all = await readFile(sent);
    for (const { bytes, shape } of pictures) {
      expect(shape).toEqual([1, 1, 1, bytes.length]);
      expect(all.includes(bytes)).toBe(true);
    }
    const received = join(folder, 'received.mjpeg');
    await writeFile(received, Buffer.concat(pictures.map(({ bytes }) => bytes)));
    const { stdout } = await run('ffmpeg', [
      ...['-loglevel', 'error', '-xerror', '-f', 'mjpeg', '-i', received, '-f', 'framecrc', '-'],
    ]);
    const decoded = stdout.split('\n').filter((line) => /^0,/.test(line));
    expect(decoded).toHaveLength(pictures.length);
    expect(stdout).toContain('#dimensions 0: 640x360');
  });
});

pulseaudio.describe('a sound that is played', () => {
  it('is recorded with its level and frequency', { timeout: 60_000 }, async () => {
    const server = await startPulseServer();
    onTestFinished(() => server.close());
    vi.stubEnv('PULSE_SERVER', server.environment.PULSE_SERVER);
    onTestFinished(() => void vi.unstubAllEnvs());
    server.playTone({ frequencyHz: 1_000, amplitude: 0.5 });
    const { file, recording } = await startRecording('microphone', 'Monitor of Null Output', {});
    await stopAfter(recording, 'level', 25);

    const { channels: levels } = await recordedSignal(file, 'level');
    expect(levels).toHaveLength(4);
    for (const rms of levels.slice(0, 2))
      expect(Math.max(...rms)).toBeCloseTo(20 * Math.log10(0.5 / Math.SQRT2), 1);
    const { channels, lost } = await recordedSignal(file, 'audio');
    expect(channels).toHaveLength(2);
    expect(lost).toBe(0);
    // Where the tone is steady, it crosses zero upwards a thousand times a second. The player may stutter on a busy machine.
    const [left = []] = channels;
    const windows = Array.from({ length: Math.floor(left.length / 4_800) }, (_, index) =>
      left.slice(index * 4_800, (index + 1) * 4_800),
    );
    const crossings = windows.map(
      (window) => window.filter((value, index) => value >= 0 && (window[index - 1] ?? 0) < 0).length,
    );
    expect(crossings.filter((count) => count === 100 || count === 99).length).toBeGreaterThan(
      windows.length / 4,
    );
    await using opened = await openRecording(file);
    const audio = opened.info.streams.find(({ streamId }) => streamId.endsWith(':audio'));
    expect(audio?.descriptor).toMatchObject({ nominalSampleRateHz: 48_000, channelNames: ['left', 'right'] });
  });
});

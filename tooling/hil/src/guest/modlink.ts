/** The `modlink` command in the machine, as a user runs it: a process of its own. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openRecording } from '@modlink/recording';
import { until } from './until.js';

const repository = fileURLToPath(new URL('../../../../', import.meta.url));

interface StreamStatus {
  readonly streamId: string;
  readonly samples: number;
}

/** A recording that runs. */
export interface RunningRecording {
  /** What was recorded so far, by stream, in samples or pictures. */
  readonly samples: (streamId: string) => number;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<RecordingEnd>;
  /** Resolves when it ends by itself. */
  readonly ended: Promise<RecordingEnd>;
}

/** How the command ended, and the file that it has written. */
export interface RecordingEnd {
  readonly exitCode: number | null;
  readonly file: string;
  /** What it said, but for the numbers of the streams. */
  readonly said: string;
}

/** Records with a driver of the repository. */
export async function startRecording(
  driver: string,
  devices: readonly string[],
  settings: Readonly<Record<string, unknown>> = {},
): Promise<RunningRecording> {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'));
  const file = join(folder, 'recording.mcap');
  const args = [
    ...['record', '--json', '--home', join(folder, 'home'), '--out', file],
    ...['--root', join(repository, 'drivers', driver), '--driver', driver],
    ...devices.flatMap((device) => ['--device', device]),
    ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${JSON.stringify(value)}`]),
  ];
  const child = spawn(process.execPath, [join(repository, 'apps/cli/dist/main.js'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let streams: readonly StreamStatus[] = [];
  let said = '';
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message = JSON.parse(line) as { type?: string; streams?: readonly StreamStatus[] };
    if (message.type === 'status') streams = message.streams ?? [];
    else said += `${line}\n`;
  });
  child.stderr.on('data', (text: Buffer) => {
    said += text.toString();
  });
  const ended = new Promise<RecordingEnd>((resolve) =>
    child.on('close', (exitCode) => resolve({ exitCode, file, said })),
  );
  return {
    samples: (streamId) => streams.find((stream) => stream.streamId === streamId)?.samples ?? 0,
    ended,
    stop() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

/** Waits until so much of a stream is recorded. @throws where that does not come, with what the command said. */
export async function recorded(
  recording: RunningRecording,
  streamId: string,
  samples: number,
): Promise<void> {
  let end: RecordingEnd | undefined;
  void recording.ended.then((ended) => {
    end = ended;
  });
  const isEnough = await until(
    `${samples} of ${streamId} are recorded`,
    () => recording.samples(streamId) >= samples || end !== undefined,
  ).catch(() => false);
  if (isEnough && end === undefined) return;
  const { said } = await recording.stop();
  assert.fail(
    `${recording.samples(streamId)} of ${samples} of ${streamId} were recorded. The command said: ${said}`,
  );
}

/** A frame of a recording. */
export interface RecordedData {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number | bigint>;
  readonly lost: number;
  readonly timestampNs: bigint;
}

/** Every frame of one stream, copied. */
export async function recordedFrames(file: string, streamId: string): Promise<readonly RecordedData[]> {
  await using recording = await openRecording(file);
  const frames: RecordedData[] = [];
  for await (const frame of recording.frames()) {
    if (frame.streamId !== streamId) continue;
    const { data, lost, timestampNs } = frame.view;
    frames.push({ shape: [...data.shape], values: data.values.slice(), lost, timestampNs });
  }
  return frames;
}

/** Every sample of a signal, channel by channel. */
export async function recordedChannels(file: string, streamId: string): Promise<readonly number[][]> {
  const channels: number[][] = [];
  for (const { shape, values } of await recordedFrames(file, streamId)) {
    const [count = 0, samples = 0] = shape;
    for (let channel = 0; channel < count; channel += 1) {
      const ofChannel = Array.from({ length: samples }, (_, at) => Number(values[channel * samples + at]));
      channels[channel] = [...(channels[channel] ?? []), ...ofChannel];
    }
  }
  return channels;
}

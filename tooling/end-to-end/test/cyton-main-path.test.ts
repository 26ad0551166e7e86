/**
 * The whole way of real EEG: simulated board -> pseudo-terminal -> serialport -> driver in a child process -> bus -> MCAP
 * -> CSV, through the `modlink` command, compared with the truth that the data's README defines.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openRecording } from '@modlink/host';
import { loadCytonEeg, startCytonProcess } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { parse } from 'csv-parse/sync';
import { expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from './support/folders.js';
import { modlink, type RunningModlink, startModlink } from './support/modlink.js';
import { countOf, recordedSignal } from './support/recorded-signal.js';

const pty = await part('pty');
const data = await part('shared-data');

/** Samples of one stream that the command has told of so far. */
function samplesSoFar({ lines }: RunningModlink, streamKey: string): number {
  const streams = lines.findLast(({ type }) => type === 'status')?.streams as
    | { streamId: string; samples: number }[]
    | undefined;
  return streams?.find(({ streamId }) => streamId.endsWith(`:${streamKey}`))?.samples ?? 0;
}

/** The board sends the recorded EEG, and the command records it. */
async function startRecording(pace: number | 'max') {
  const eeg = loadCytonEeg();
  const board = await startCytonProcess({ samples: eeg.samples, pace });
  onTestFinished(() => board.close());
  const folder = await temporaryFolder();
  const file = join(folder, 'eeg.mcap');
  const options = ['--set', `port=${board.path}`, '--device', board.path, '--out', file];
  const recording = startModlink(join(folder, 'home'), 'record', '--driver', 'openbci-cyton', ...options);
  return { eeg, folder, file, recording };
}

/** Records a board until every sample is there, then stops with Ctrl-C's signal. */
async function recordAll(options: { pace: number | 'max'; timeoutMs: number }) {
  const { recording, ...recorded } = await startRecording(options.pace);
  await expect
    .poll(() => samplesSoFar(recording, 'eeg'), { timeout: options.timeoutMs, interval: 100 })
    .toBe(recorded.eeg.samples.length);
  recording.child.kill('SIGINT');
  expect(await recording.exit).toEqual({ code: 0, signal: null });
  return recorded;
}

async function expectTheTruth({ eeg, folder, file }: Awaited<ReturnType<typeof recordAll>>): Promise<void> {
  const { files } = (await modlink(join(folder, 'home'), 'export', file, '--format', 'csv')) as {
    files: { path: string }[];
  };
  const path = files.find((each) => each.path.endsWith('.eeg.csv'))?.path;
  if (path === undefined) throw new Error('the export has no file of the EEG');
  const rows = parse(await readFile(path, 'utf8'), { columns: true }) as Record<string, string>[];
  const channels = Object.keys(rows[0] ?? {}).slice(-8);
  const counts = rows.map((row) => channels.map((name) => countOf(Number(row[name]))));
  expect(counts).toEqual(eeg.samples.map((sample) => sample.counts));
  const worst = Math.max(
    ...rows.flatMap((row, index) =>
      channels.map((name, channel) =>
        Math.abs(Number(row[name]) - (eeg.rows[index]?.microvolts[channel] ?? 0)),
      ),
    ),
  );
  expect(worst).toBeLessThan(0.02);
  expect(rows.reduce((lost, row) => lost + Number(row.lost), 0)).toBe(0);
  const times = rows.map((row) => BigInt(row.timestamp_ns ?? 0));
  expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0n))).toBe(true);

  const accel = await recordedSignal(file, 'accel');
  const gCounts = accel.channels.map((axis) => axis.map((g) => Math.round(g / (0.002 / 16))));
  expect(gCounts).toEqual(
    [0, 1, 2].map((axis) =>
      heldAccel(
        eeg.samples.map((sample) => sample.accel),
        axis,
      ),
    ),
  );

  await using recording = await openRecording(file);
  expect(recording.info).toMatchObject({ complete: true });
  for (const { statistics } of recording.info.streams)
    expect(statistics).toMatchObject({ gaps: 0, lostFrames: 0 });
}

/** X = 0 means "no new value": all three axes then keep theirs. */
function heldAccel(samples: readonly (readonly number[])[], axis: number): number[] {
  let held = Number.NaN;
  return samples.map((sample) => {
    if (sample[0] !== 0) held = sample[axis] ?? Number.NaN;
    return held;
  });
}

pty.describe('48 seconds of real EEG', () => {
  data.describe('recorded from a serial port by the command', () => {
    it('come out sample by sample, in order, without a gap', { timeout: 120_000 }, async () => {
      await expectTheTruth(await recordAll({ pace: 'max', timeoutMs: 60_000 }));
    });

    it.runIf(process.env.MODLINK_TEST_FULL === '1')(
      'come out so at the pace of the board, too (long: only in the full run)',
      { timeout: 180_000 },
      async () => {
        await expectTheTruth(await recordAll({ pace: 250, timeoutMs: 90_000 }));
      },
    );

    it('are there up to the last flush when the command is killed', { timeout: 60_000 }, async () => {
      const { eeg, folder, file, recording } = await startRecording(1_000);
      const durable = () => {
        const status = recording.lines.findLast(({ type }) => type === 'status') as
          | { recording: { durableUpToNs?: string } }
          | undefined;
        return BigInt(status?.recording.durableUpToNs ?? 0);
      };
      await expect.poll(() => samplesSoFar(recording, 'eeg'), { timeout: 20_000 }).toBeGreaterThan(2_500);
      const durableUpToNs = durable();
      expect(durableUpToNs).toBeGreaterThan(0n);
      recording.child.kill('SIGKILL');
      expect(await recording.exit).toMatchObject({ signal: 'SIGKILL' });

      await using opened = await openRecording(file);
      expect(opened.info.complete).toBe(false);
      expect(opened.info.lastNs).toBeGreaterThanOrEqual(durableUpToNs);
      const { channels, lost } = await recordedSignal(file, 'eeg');
      const length = channels[0]?.length ?? 0;
      expect(length).toBeGreaterThan(1_000);
      expect(lost).toBe(0);
      expect(channels.map((channel) => channel.map(countOf))).toEqual(
        Array.from({ length: 8 }, (_, channel) =>
          eeg.samples.slice(0, length).map((sample) => sample.counts[channel]),
        ),
      );
      expect(await modlink(join(folder, 'home'), 'inspect', file)).toMatchObject({ complete: false });
    });
  });
});

/**
 * Recordings of all four payload types, ended at random moments: the process is killed, or the disk becomes full. What had
 * been told to be safe is there, in order, once, with its values; the file opens, replays, is repaired and verified.
 */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { exportRecording } from '@modlink/export';
import { openReplay } from '@modlink/recording';
import { part } from '@modlink/test-parts';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRecording, repairRecording, verifyRecording } from '../../src/recording/index.js';
import { temporaryFolder } from './recording-fixtures.js';

const run = promisify(execFile);
const script = fileURLToPath(new URL('./record-all.mjs', import.meta.url));
const isFull = process.env.MODLINK_TEST_FULL === '1';
const killCount = isFull ? 200 : 2;
const fullDiskCount = isFull ? 50 : 1;
/** Most of a round is waiting for a process. */
const atOnce = 4;
const compressions = ['none', 'lz4', 'zstd'];
const streamIds = ['all.01:signal', 'all.01:raster', 'all.01:field', 'all.01:video'];
/** Where it is more than one. */
const samplesPerFrame: Record<string, number> = { 'all.01:signal': 10, 'all.01:raster': 4 };

interface Ended {
  /** The last that was told to be safe. */
  readonly safeNs: bigint;
  readonly failure: string | undefined;
}

/** Records until `isOver` says so, or until it failed; then kills it. */
async function recordUntil(
  args: readonly string[],
  isOver: (safeNs: bigint) => Promise<void>,
): Promise<Ended> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let safeNs = 0n;
  let failure: string | undefined;
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, value = ''] = line.split(' ');
    if (what === 'safe') safeNs = BigInt(value);
    else failure = value;
  });
  const closed = once(child, 'close');
  await vi.waitFor(() => expect(safeNs > 0n || failure !== undefined).toBe(true), { timeout: 40_000 });
  await isOver(safeNs);
  if (args.includes('until-failed'))
    await vi.waitFor(() => expect(failure).toBeDefined(), { timeout: 60_000 });
  child.kill('SIGKILL');
  await closed;
  return { safeNs, failure };
}

/** Reads the files of a recording in their order. */
async function check(folder: string, { safeNs }: Ended): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.mcap')).sort();
  const next = new Map(streamIds.map((streamId) => [streamId, 0]));
  let lastNs = 0n;
  let frames = 0;
  let isBeforeWhole = true;
  for (const [index, name] of files.entries()) {
    const path = join(folder, name);
    const isLast = index === files.length - 1;
    const opened = await openRecording(path, { parts: 'one' }).catch((error) => {
      // The last was made just then: nothing was safe in it.
      if (!isLast || error.code !== 'RECORDING_EMPTY') throw error;
      return undefined;
    });
    if (opened === undefined) continue;
    await using recording = opened;
    // One that has anything in it comes after one that is complete.
    expect(isBeforeWhole).toBe(true);
    isBeforeWhole = recording.info.complete;
    for await (const { streamId, receivedNs, view } of recording.frames()) {
      expect(view.seq).toBe(next.get(streamId));
      next.set(streamId, (view.seq ?? 0) + 1);
      expect(receivedNs).toBeGreaterThanOrEqual(lastNs);
      lastNs = receivedNs;
      const { values } = view.data;
      expect(values[3]).toBe(((view.seq ?? 0) + 9) % 256);
      frames += 1;
    }
    // The last that was safe may be an event.
    if ((recording.info.lastNs ?? 0n) > lastNs) lastNs = recording.info.lastNs ?? 0n;
  }
  // With one file after the other, where there are several.
  const { findings } = await verifyRecording(join(folder, files[0] ?? ''));
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(lastNs).toBeGreaterThanOrEqual(safeNs);
  expect(await replayed(files.map((name) => join(folder, name)))).toBe(frames);
  await expectExported(join(folder, files[0] ?? ''), next);
  const last = join(folder, files.at(-1) ?? '');
  await repairRecording(last, { force: true }).catch((error) => expect(error.code).toBe('RECORDING_EMPTY'));
  const again = await openRecording(last, { parts: 'one' }).catch(() => undefined);
  if (again !== undefined) expect(again.info).toMatchObject({ complete: true });
  await again?.close();
}

/** Exports all that is there. @param frames - of each stream. */
async function expectExported(input: string, frames: ReadonlyMap<string, number>): Promise<void> {
  // Not on the disk that may be full.
  const { files } = await exportRecording({ input, format: 'npz', output: await temporaryFolder() });
  for (const [streamId, count] of frames) {
    const rows = files.find((file) => file.streamId === streamId)?.rows ?? 0;
    expect(rows / (samplesPerFrame[streamId] ?? 1)).toBe(count);
  }
}

async function replayed(paths: readonly string[]): Promise<number> {
  let frames = 0;
  const whole: string[] = [];
  for (const path of paths) {
    const opened = await openRecording(path, { parts: 'one' }).catch(() => undefined);
    if (opened?.info.firstNs !== undefined) whole.push(path);
    await opened?.close();
  }
  const onFrame = () => {
    frames += 1;
  };
  const replay = await openReplay(whole, { onFrame }, { speed: 'max' });
  replay.play();
  await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 60_000 });
  await replay.close();
  return frames;
}

async function inRounds(count: number, act: (round: number) => Promise<void>): Promise<void> {
  const rounds = Array.from({ length: count }, (_, round) => round);
  const work = Array.from({ length: atOnce }, async () => {
    for (let round = rounds.shift(); round !== undefined; round = rounds.shift()) await act(round);
  });
  await Promise.all(work);
}

describe('a recording whose process is killed', () => {
  it(`keeps what was safe, at ${killCount} random moments`, { timeout: killCount * 30_000 }, async () => {
    await inRounds(killCount, async (round) => {
      const folder = await temporaryFolder();
      const rolls = round % 2 === 0 ? '0' : '1000';
      const waitMs = Math.random() * (rolls === '0' ? 700 : 1500);
      const args = [join(folder, 'killed.mcap'), compressions[round % 3] ?? '', rolls, '0'];
      const ended = await recordUntil(args, () => new Promise((resolve) => setTimeout(resolve, waitMs)));
      await check(folder, ended);
    });
  });
});

const tmpfs = await part('tmpfs');

tmpfs.describe('a recording whose disk becomes full', () => {
  it(`keeps what was safe, with ${fullDiskCount} disks of random sizes`, {
    timeout: fullDiskCount * 60_000,
  }, async () => {
    await inRounds(fullDiskCount, async (round) => {
      const folder = await temporaryFolder();
      const kilobytes = 300 + Math.floor(Math.random() * 3000);
      await run('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', folder]);
      onTestFinished(async () => {
        await run('umount', [folder]).catch(() => undefined);
      });
      // In every third round it ends in order before; a repair needs room that a full disk does not have.
      const reserve = round % 3 === 2 ? '150000' : '0';
      const args = [join(folder, 'full.mcap'), compressions[round % 3] ?? '', '0', reserve, 'until-failed'];
      const ended = await recordUntil(args, async () => {});
      expect(ended.failure).toBe('RECORDING_DISK_FULL');
      await run('mount', ['-o', `remount,size=${kilobytes * 4}k`, folder]);
      await check(folder, ended);
      await run('umount', [folder]);
    });
  });
});

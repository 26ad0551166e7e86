import { execFile } from 'node:child_process';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ndarray } from '@modlink/sdk';
import { part } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { HostError } from '../../src/errors.js';
import { openRecording, type SpaceLeft, startRecordingSession } from '../../src/recording/index.js';
import { borrowedFrame, describeStream, source, temporaryFolder } from './recording-fixtures.js';

const run = promisify(execFile);
/** So that the disk becomes full. */
const noReserve = { reserveBytes: 0 };
const descriptor = describeStream();
const frame = (seq: number) =>
  borrowedFrame(descriptor, ndarray(new Float32Array(4096).fill(seq), [1, 4096]), { seq });

/** A real disk of one megabyte. */
async function smallDisk(...options: string[]): Promise<string> {
  const folder = await temporaryFolder();
  await run('mount', ['-t', 'tmpfs', '-o', ['size=1m', ...options].join(','), 'tmpfs', folder]);
  onTestFinished(async () => {
    await run('umount', [folder]);
  });
  return folder;
}

const tmpfs = await part('tmpfs');

tmpfs.describe('a disk that is full', () => {
  it('ends the recording as failed; everything before is readable', async () => {
    const folder = await smallDisk();
    const failures: HostError[] = [];
    const session = await startRecordingSession({
      folder,
      space: noReserve,
      chunkSizeBytes: 100_000,
      onFailure: (error) => failures.push(error),
    });
    session.addStream(descriptor, source);
    let written = 0;
    await vi.waitFor(
      () => {
        while (
          session.snapshot().pendingBytes < 200_000 &&
          session.write(descriptor.streamId, frame(written))
        )
          written += 1;
        expect(session.state).toBe('failed');
      },
      { timeout: 15_000, interval: 2 },
    );
    expect(failures.map(({ code }) => code)).toEqual(['RECORDING_DISK_FULL']);
    expect(session.write(descriptor.streamId, frame(written))).toBe(false);
    const summary = await session.finish();
    expect(summary).toMatchObject({ state: 'failed', error: failures[0] });
    // The chunk that did not fit is gone again.
    expect((await stat(session.path)).size).toBe(summary.fileBytes);

    await using recording = await openRecording(session.path);
    expect(recording.info).toMatchObject({ complete: false, problem: 'the file was not finished' });
    const seqs: (number | undefined)[] = [];
    for await (const { view } of recording.frames()) {
      expect(view.data.values[4095]).toBe(view.seq);
      seqs.push(view.seq);
    }
    expect(seqs.length).toBeGreaterThan(40);
    expect(seqs).toEqual(seqs.map((_, index) => index));
  });

  it('fails the finish of a recording that was never flushed', async () => {
    const folder = await smallDisk();
    const session = await startRecordingSession({
      folder,
      space: noReserve,
      flushIntervalMs: 600_000,
      chunkSizeBytes: 1e9,
    });
    session.addStream(descriptor, source);
    for (let seq = 0; seq < 100; seq++) session.write(descriptor.streamId, frame(seq));
    const summary = await session.finish();
    expect(summary.state).toBe('failed');
    expect(summary.error?.code).toBe('RECORDING_DISK_FULL');
    await using recording = await openRecording(session.path);
    expect(recording.info).toMatchObject({ complete: false, durationMs: 0 });
  });

  it('is not let become full: the recording warns, and ends in order before', async () => {
    const folder = await smallDisk();
    const failures: HostError[] = [];
    const low: SpaceLeft[] = [];
    const session = await startRecordingSession({
      folder,
      flushIntervalMs: 50,
      space: { reserveBytes: 300_000, checkEveryMs: 20 },
      onLowSpace: (space) => low.push(space),
      onFailure: (error) => failures.push(error),
    });
    session.addStream(descriptor, source);
    let written = 0;
    const flow = setInterval(() => {
      if (session.write(descriptor.streamId, frame(written))) written += 1;
    }, 50);
    await vi.waitFor(() => expect(session.state).toBe('failed'), { timeout: 15_000 });
    clearInterval(flow);
    const summary = await session.finish();
    expect(summary).toMatchObject({ state: 'failed', frames: written });
    expect(failures.map(({ code }) => code)).toEqual(['RECORDING_DISK_FULL']);
    expect(low[0]?.lastsMs).toBeLessThan(600_000);
    expect(low[0]?.bytesPerSecond).toBeGreaterThan(0);
    await using recording = await openRecording(session.path);
    expect(recording.info).toMatchObject({ complete: true });
    expect(recording.info.streams[0]).toMatchObject({ frames: written });
    const events = [];
    for await (const { type } of recording.events()) events.push(type);
    expect(new Set(events)).toEqual(new Set(['low-space']));
    expect(events).toHaveLength(low.length + 1);
  });

  it('with less than the reserve refuses to start one, and leaves no file', async () => {
    const folder = await smallDisk();
    await expect(startRecordingSession({ folder })).rejects.toMatchObject({ code: 'RECORDING_DISK_FULL' });
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses to start one, and leaves no file', async () => {
    const folder = await smallDisk();
    await writeFile(join(folder, 'filler'), Buffer.alloc(2_000_000)).catch(() => undefined);
    await expect(startRecordingSession({ folder, space: noReserve })).rejects.toMatchObject({
      code: 'RECORDING_DISK_FULL',
    });
    expect(await readdir(folder)).toEqual(['filler']);
  });
});

tmpfs.describe('a folder that may not be written to', () => {
  it('refuses the recording', async () => {
    const folder = await smallDisk('ro');
    await expect(startRecordingSession({ folder, space: noReserve })).rejects.toMatchObject({
      code: 'RECORDING_NOT_WRITABLE',
    });
  });
});

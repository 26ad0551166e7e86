/** Disks that are real file systems in a file, and that go away or fail while they are recorded to. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ndarray } from '@modlink/sdk';
import { part, pythonPath } from '@modlink/test-parts';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { HostError } from '../../src/errors.js';
import {
  openRecording,
  type RecordingSession,
  repairRecording,
  startRecordingSession,
  verifyRecording,
} from '../../src/recording/index.js';
import { borrowedFrame, describeStream, source, temporaryFolder } from './recording-fixtures.js';

const run = promisify(execFile);
const descriptor = describeStream();
const frame = (seq: number) =>
  borrowedFrame(descriptor, ndarray(new Float32Array(1024).fill(seq), [1, 1024]), { seq });

interface Disk {
  readonly folder: string;
  /** Mounts it again, as one does with a disk that is back. */
  mountAgain(): Promise<void>;
}

/** An ext4 file system in a file. */
async function loopDisk(image: string, sizeBytes: number): Promise<Disk> {
  const folder = await temporaryFolder();
  await run('truncate', ['-s', String(sizeBytes), image]);
  await run('mkfs.ext4', ['-q', '-F', image]);
  const mount = () => run('mount', ['-o', 'loop', image, folder]);
  const unmount = () => run('umount', [folder]);
  await mount();
  onTestFinished(async () => {
    await unmount().catch(() => undefined);
  });
  return {
    folder,
    mountAgain: async () => {
      await vi.waitFor(unmount, { timeout: 10_000 });
      await mount();
    },
  };
}

/**
 * Cuts a file system off at once, without writing what is still in memory: EXT4_IOC_SHUTDOWN of Linux, fs/ext4/ioctl.c, with
 * EXT4_GOING_FLAGS_NOLOGFLUSH. From then on it answers as it does when its disk was pulled out.
 */
const shutdown = `
import fcntl, os, struct, sys
fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587D, struct.pack('I', 2))
`;

/** Writes frames until it is stopped, or the recording takes no more. */
function flow(session: RecordingSession): { readonly written: number; stop(): void } {
  session.addStream(descriptor, source);
  let written = 0;
  const timer = setInterval(() => {
    for (let count = 0; count < 5; count++)
      if (session.write(descriptor.streamId, frame(written))) written += 1;
  }, 2);
  onTestFinished(() => clearInterval(timer));
  return {
    get written() {
      return written;
    },
    stop: () => clearInterval(timer),
  };
}

async function seqsOf(path: string): Promise<(number | undefined)[]> {
  await using recording = await openRecording(path);
  const seqs: (number | undefined)[] = [];
  for await (const { view } of recording.frames()) {
    expect(view.data.values[1023]).toBe(view.seq);
    seqs.push(view.seq);
  }
  return seqs;
}

const loopDisks = await part('loop-disk');

loopDisks.describe('a disk that goes away while it is recorded to', () => {
  it('ends that recording as failed, and no other; what was durable is there when it is back', async () => {
    const disk = await loopDisk(join(await temporaryFolder(), 'disk.img'), 64 * 1024 * 1024);
    const failures: HostError[] = [];
    const session = await startRecordingSession({
      path: join(disk.folder, 'gone.mcap'),
      flushIntervalMs: 40,
      fsync: true,
      onFailure: (error) => failures.push(error),
      space: { reserveBytes: 0 },
    });
    const frames = flow(session);
    const other = await startRecordingSession({ folder: await temporaryFolder() });
    const others = flow(other);
    await vi.waitFor(() => expect(session.snapshot().fileBytes).toBeGreaterThan(1_000_000), {
      timeout: 20_000,
    });
    const { durableUpToNs = 0n } = session.snapshot();
    await run(pythonPath, ['-c', shutdown, disk.folder]);
    await vi.waitFor(() => expect(session.state).toBe('failed'), { timeout: 20_000 });
    const before = others.written;
    await vi.waitFor(() => expect(others.written).toBeGreaterThan(before), { timeout: 20_000 });
    expect(await session.finish()).toMatchObject({ state: 'failed', error: failures[0] });
    expect(failures.map(({ code }) => code)).toEqual(['RECORDING_WRITE_FAILED']);
    expect(failures[0]?.message).toContain('Its disk fails or was unplugged');
    frames.stop();
    others.stop();
    const { path, state } = await other.finish();
    expect(state).toBe('finished');
    expect(await seqsOf(path)).toHaveLength(others.written);

    await disk.mountAgain();
    await using recording = await openRecording(session.path);
    expect(recording.info.lastNs).toBeGreaterThanOrEqual(durableUpToNs);
    const seqs = await seqsOf(session.path);
    expect(seqs.length).toBeGreaterThan(100);
    expect(seqs).toEqual(seqs.map((_, index) => index));
    expect(await verifyRecording(session.path)).toMatchObject({ isSound: true, complete: false });
    expect(await repairRecording(session.path, { force: true })).toMatchObject({ messages: seqs.length });
    expect(await seqsOf(session.path)).toEqual(seqs);
  });

  it('that is full, and says so only when all is to be on it, fails the finish of the recording', async () => {
    // As thin volumes are: the file system has room, what it lies in has none to grow.
    const shelf = await temporaryFolder();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', shelf]);
    const disk = await loopDisk(join(shelf, 'disk.img'), 256 * 1024 * 1024);
    onTestFinished(async () => {
      await run('umount', [disk.folder]).catch(() => undefined);
      await vi.waitFor(() => run('umount', [shelf]), { timeout: 10_000 });
    });
    const session = await startRecordingSession({ path: join(disk.folder, 'bad.mcap'), flushIntervalMs: 40 });
    const frames = flow(session);
    await vi.waitFor(
      () => expect(session.snapshot().fileBytes > 40_000_000 || session.state === 'failed').toBe(true),
      { timeout: 20_000 },
    );
    frames.stop();
    const summary = await session.finish();
    expect(summary).toMatchObject({ state: 'failed', error: { code: 'RECORDING_DISK_FULL' } });
  });
});

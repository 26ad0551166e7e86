import { statSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageRecordBytes } from '@modlink/recording/format';
import { ndarray } from '@modlink/sdk';
import { describe, expect, it, vi } from 'vitest';
import type { HostError } from '../../src/errors.js';
import { openRecording, type RecordedFrame, startRecordingSession } from '../../src/recording/index.js';

import {
  borrowedFrame,
  countingFrame,
  describeStream,
  source,
  temporaryFolder,
} from './recording-fixtures.js';

const descriptor = describeStream({ channelNames: ['a', 'b'] });

async function framesOf(path: string): Promise<RecordedFrame[]> {
  await using recording = await openRecording(path);
  const frames: RecordedFrame[] = [];
  for await (const frame of recording.frames()) frames.push(frame);
  return frames;
}

describe('a recording session', () => {
  it('goes from recording over finishing to finished, and takes nothing after that', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder, name: 'states' });
    session.addStream(descriptor, source);
    expect(session.state).toBe('recording');
    session.write(descriptor.streamId, countingFrame(descriptor, 0));
    const ending = session.finish();
    expect(session.state).toBe('finishing');
    expect(session.write(descriptor.streamId, countingFrame(descriptor, 1))).toBe(false);
    expect(session.addEvent({ type: 'marker', label: 'late' })).toBe(false);
    const summary = await ending;
    expect(summary).toMatchObject({
      state: 'finished',
      error: undefined,
      frames: 1,
      samples: 10,
      pendingBytes: 0,
    });
    expect(await session.finish()).toEqual(summary);
    expect(summary.fileBytes).toBe((await readFile(session.path)).byteLength);
    expect(await framesOf(session.path)).toHaveLength(1);
  });

  it('finishes while frames flow: what it took is in the file, nothing else', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder });
    session.addStream(descriptor, source);
    let taken = 0;
    let refused = 0;
    const flow = setInterval(() => {
      for (let count = 0; count < 200; count++) {
        if (session.write(descriptor.streamId, countingFrame(descriptor, taken))) taken += 1;
        else refused += 1;
      }
    }, 1);
    await vi.waitFor(() => expect(taken).toBeGreaterThan(2000), { timeout: 10_000 });
    const summary = await session.finish();
    await vi.waitFor(() => expect(refused).toBeGreaterThan(0), { timeout: 10_000 });
    clearInterval(flow);
    expect(summary).toMatchObject({ state: 'finished', frames: taken, gaps: 0 });
    const frames = await framesOf(session.path);
    expect(frames.map(({ view }) => view.seq)).toEqual(Array.from({ length: taken }, (_, index) => index));
  });

  it('copies the frame before write returns', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder });
    session.addStream(descriptor, source);
    const view = countingFrame(descriptor, 3);
    session.write(descriptor.streamId, view);
    view.bytes.fill(0xee);
    await session.finish();
    const [frame] = await framesOf(session.path);
    expect(frame?.view.data.values).toEqual(countingFrame(descriptor, 3).data.values);
  });

  it('writes within its bound also while the thread that records is busy', async () => {
    const folder = await temporaryFolder();
    await using session = await startRecordingSession({ folder, flushIntervalMs: 100 });
    session.addStream(descriptor, source);
    for (let index = 0; index < 100; index++)
      session.write(descriptor.streamId, countingFrame(descriptor, index));
    const before = statSync(session.path).size;
    const busy = new Int32Array(new SharedArrayBuffer(4));
    // Not one turn of the event loop: the other thread has to find the frames by itself.
    for (let tries = 0; tries < 100 && statSync(session.path).size === before; tries++)
      Atomics.wait(busy, 0, 0, 100);
    expect(statSync(session.path).size).toBeGreaterThan(before + 100 * 80);
  });

  it('runs beside another in one process', async () => {
    const folder = await temporaryFolder();
    const sessions = await Promise.all([
      startRecordingSession({ folder, name: 'one' }),
      startRecordingSession({ folder, name: 'two' }),
    ]);
    for (const session of sessions) session.addStream(descriptor, source);
    for (let index = 0; index < 3000; index++) {
      sessions[index % 2]!.write(descriptor.streamId, countingFrame(descriptor, index));
    }
    await Promise.all(sessions.map((session) => session.finish()));
    for (const [offset, session] of sessions.entries()) {
      const seqs = (await framesOf(session.path)).map(({ view }) => view.seq);
      expect(seqs).toEqual(Array.from({ length: 1500 }, (_, index) => 2 * index + offset));
    }
  });

  it('makes a new name where one is taken, and never touches what is there', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'rest.mcap'), 'mine');
    const sessions = [];
    for (let count = 0; count < 2; count++) {
      sessions.push(await startRecordingSession({ folder, name: 'rest', nameTemplate: '{name}' }));
    }
    for (const session of sessions) await session.finish();
    expect((await readdir(folder)).sort()).toEqual(['rest.mcap', 'rest_2.mcap', 'rest_3.mcap']);
    expect(await readFile(join(folder, 'rest.mcap'), 'utf8')).toBe('mine');
  });

  it('refuses an explicit path that exists', async () => {
    const folder = await temporaryFolder();
    const path = join(folder, 'there.mcap');
    await writeFile(path, 'mine');
    await expect(startRecordingSession({ path })).rejects.toMatchObject({
      code: 'RECORDING_FILE_EXISTS',
      subject: { path },
    });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('refuses a path through a file, and a folder in place of a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'folder.mcap'));
    const through = startRecordingSession({ path: join(folder, 'file', 'deep', 'x.mcap') });
    await expect(through).rejects.toMatchObject({ code: 'RECORDING_NOT_WRITABLE' });
    const straight = startRecordingSession({ path: join(folder, 'file', 'x.mcap') });
    await expect(straight).rejects.toMatchObject({ code: 'RECORDING_NOT_WRITABLE' });
    const onFolder = startRecordingSession({ path: join(folder, 'folder.mcap') });
    await expect(onFolder).rejects.toMatchObject({ code: 'RECORDING_FILE_EXISTS' });
  });

  it('makes the folders of the path', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ path: join(folder, 'a', 'b', 'c.mcap') });
    await session.finish();
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['c.mcap']);
  });

  it('throws for a stream that was not added, and for an event that is none', async () => {
    const folder = await temporaryFolder();
    await using session = await startRecordingSession({ folder });
    expect(() => session.write(descriptor.streamId, countingFrame(descriptor, 0))).toThrow(
      expect.objectContaining({ code: 'RECORDING_UNKNOWN_STREAM' }),
    );
    expect(() => session.addEvent({ type: 'party' as never })).toThrow(
      expect.objectContaining({ code: 'RECORDING_INVALID_EVENT' }),
    );
    expect(() => session.addEvent({ type: 'marker', data: 5n as never })).toThrow(
      expect.objectContaining({ code: 'RECORDING_INVALID_EVENT' }),
    );
  });

  it('gathers the gaps of a stream that loses something in every frame', async () => {
    const folder = await temporaryFolder();
    let nowNs = 0n;
    const session = await startRecordingSession({ folder, clock: { nowNs: () => nowNs } });
    session.addStream(descriptor, source);
    for (let index = 0; index < 100; index++) {
      nowNs += 50_000_000n;
      session.write(descriptor.streamId, countingFrame(descriptor, 2 * index));
    }
    expect((await session.finish()).gaps).toBe(99);
    await using recording = await openRecording(session.path);
    const gaps: number[] = [];
    for await (const event of recording.events()) gaps.push((event.data as { gaps: number }).gaps);
    expect(gaps).toEqual([1, 20, 20, 20, 20, 18]);
  });
});

describe('the bound on what waits for the disk', () => {
  const maxPendingBytes = 1024 * 1024;
  const frame = () => borrowedFrame(descriptor, ndarray(new Float32Array(8192), [2, 4096]));

  it('ends the recording as failed when it is passed; all before is in the file, and an event says why', async () => {
    const folder = await temporaryFolder();
    const failures: HostError[] = [];
    const session = await startRecordingSession({
      folder,
      maxPendingBytes,
      onFailure: (error) => failures.push(error),
    });
    session.addStream(descriptor, source);
    // Without giving the event loop a turn, nothing can be acknowledged: the disk is as slow as can be.
    let taken = 0;
    while (session.write(descriptor.streamId, frame())) taken += 1;
    expect(session.state).toBe('failed');
    expect(failures).toEqual([]);
    const summary = await session.finish();
    expect(summary).toMatchObject({ state: 'failed', frames: taken });
    expect(summary.error?.code).toBe('RECORDING_OVERFLOW');
    expect(failures).toEqual([summary.error]);
    expect(taken).toBe(Math.floor(maxPendingBytes / messageRecordBytes(frame().bytes.byteLength)));

    await using recording = await openRecording(session.path);
    expect(recording.info).toMatchObject({ complete: true });
    expect(recording.info.streams[0]).toMatchObject({ frames: taken });
    const events = [];
    for await (const event of recording.events()) events.push(event.type);
    expect(events).toEqual(['overflow']);
  });

  it('is not reached by a recording of any length that the disk keeps up with', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder, maxPendingBytes });
    session.addStream(descriptor, source);
    let most = 0;
    for (let count = 0; count < 400; count++) {
      session.write(descriptor.streamId, frame());
      most = Math.max(most, session.snapshot().pendingBytes);
      if (session.snapshot().pendingBytes > maxPendingBytes / 2) {
        // A chunk in the making, which is a fourth of the bound at most, is pending until it is flushed.
        await vi.waitFor(() => expect(session.snapshot().pendingBytes).toBeLessThan(maxPendingBytes / 3), {
          timeout: 10_000,
          interval: 1,
        });
      }
    }
    const summary = await session.finish();
    expect(summary).toMatchObject({ state: 'finished', frames: 400 });
    expect(summary.fileBytes).toBeGreaterThan(10 * maxPendingBytes);
    expect(most).toBeLessThanOrEqual(maxPendingBytes);
  });

  it('takes a frame larger than any batch', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder });
    const video = describeStream({ payloadType: 'video', streamKey: 'camera', nominalSampleRateHz: 30 });
    session.addStream(video, source);
    const pixels = Uint8Array.from({ length: 3 * 720 * 1280 }, (_, index) => index % 251);
    for (let count = 0; count < 5; count++) {
      session.write(video.streamId, borrowedFrame(video, ndarray(pixels, [3, 1, 720, 1280]), { seq: count }));
    }
    expect((await session.finish()).state).toBe('finished');
    const frames = await framesOf(session.path);
    expect(frames).toHaveLength(5);
    for (const { view } of frames) expect(Buffer.compare(view.data.values as Uint8Array, pixels)).toBe(0);
  });
});

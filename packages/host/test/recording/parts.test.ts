import { readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openReplay } from '@modlink/recording';
import { ndarray } from '@modlink/sdk';
import { describe, expect, it, vi } from 'vitest';
import {
  openRecording,
  type RecordingInfo,
  startRecordingSession,
  verifyRecording,
} from '../../src/recording/index.js';
import { readWithForeignReader } from './any-reader.js';
import {
  borrowedFrame,
  countingFrame,
  describeStream,
  source,
  startNs,
  temporaryFolder,
} from './recording-fixtures.js';

const eeg = describeStream({ channelNames: ['a', 'b'] });
const ms = (count: number): bigint => BigInt(count) * 1_000_000n;

interface Part {
  readonly info: RecordingInfo;
  readonly seqs: (number | undefined)[];
}

/** Each part, read by itself. */
async function partsOf(paths: readonly string[], streamId: string): Promise<Part[]> {
  const parts: Part[] = [];
  expect(await verifyRecording(paths[0] ?? '')).toMatchObject({ isSound: true, complete: true });
  for (const path of paths) {
    await using recording = await openRecording(path, { parts: 'one' });
    const seqs: (number | undefined)[] = [];
    for await (const { view } of recording.frames({ streams: [streamId] })) seqs.push(view.seq);
    parts.push({ info: recording.info, seqs });
  }
  return parts;
}

const counting = (length: number) => Array.from({ length }, (_, index) => index);

describe('a recording that goes to several files', () => {
  it.each(['none', 'lz4'] as const)('by size: no frame is lost between them (%s)', async (compression) => {
    const folder = await temporaryFolder();
    const sizeBytes = 2 * 1024 * 1024;
    const session = await startRecordingSession({
      path: join(folder, 'long.mcap'),
      roll: { sizeBytes },
      compression,
      name: 'long',
    });
    session.addStream(eeg, source);
    const array = describeStream({ streamKey: 'array', chunkSize: 4096 });
    session.addStream(array, source);
    for (let index = 0; index < 300; index++) {
      const values = Float32Array.from({ length: 8192 }, (_, at) => Math.sin(at * index));
      session.write(array.streamId, borrowedFrame(array, ndarray(values, [2, 4096]), { seq: index }));
      session.write(eeg.streamId, countingFrame(eeg, index));
      if (index % 8 === 0) await new Promise(setImmediate);
    }
    const summary = await session.finish();
    expect(summary).toMatchObject({ state: 'finished', frames: 600, gaps: 0 });
    expect(summary.path).toBe(summary.paths.at(-1));
    const parts = await partsOf(summary.paths, eeg.streamId);
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.flatMap(({ seqs }) => seqs)).toEqual(counting(300));
    const files = (await partsOf(summary.paths, array.streamId)).flatMap(({ seqs }) => seqs);
    expect(files).toEqual(counting(300));
    const total = parts.reduce((bytes, { info }) => bytes + info.sizeBytes, 0);
    expect(summary.fileBytes).toBe(total);
    for (const [index, { info }] of parts.entries()) {
      expect(info.sizeBytes).toBeLessThan(sizeBytes + 20_000);
      expect(basename(info.path)).toBe(`long_${String(index + 1).padStart(3, '0')}.mcap`);
      expect(info.series).toEqual({
        seriesId: parts[0]?.info.series?.seriesId,
        part: index + 1,
        ...(index > 0 && { previous: `long_${String(index).padStart(3, '0')}.mcap` }),
        ...(index < parts.length - 1 && { next: `long_${String(index + 2).padStart(3, '0')}.mcap` }),
      });
      expect(info).toMatchObject({ name: 'long', drivers: [source] });
      expect(info.streams.map(({ descriptor }) => descriptor)).toEqual([eeg, array]);
    }
    if (compression !== 'none') return;
    const { messages } = await readWithForeignReader(summary.paths[1] ?? '');
    expect(messages.map(({ content }) => Number(content.seq))).toContain(parts[1]?.seqs[0]);
  });

  it('by time: what comes after it goes to the next, with the gap that lies between', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({
      path: join(folder, 'hours.mcap'),
      roll: { everyMs: 1000 },
    });
    session.addStream(eeg, source);
    for (let index = 0; index < 75; index++) {
      if (index === 25) continue;
      session.write(eeg.streamId, countingFrame(eeg, index), startNs + ms(40 * index));
    }
    const summary = await session.finish();
    expect(summary).toMatchObject({ frames: 74, gaps: 1 });
    const parts = await partsOf(summary.paths, eeg.streamId);
    expect(parts.map(({ seqs }) => [seqs.length, seqs[0]])).toEqual([
      [25, 0],
      [25, 26],
      [24, 51],
    ]);
    // The gap is between two files: neither has it by itself, the events tell of it.
    expect(parts.map(({ info }) => info.streams[0]?.statistics?.gaps)).toEqual([0, 0, 0]);
    expect(parts.reduce((total, { info }) => total + info.eventCount, 0)).toBe(1);
  });

  it('plays on one timeline', async () => {
    const folder = await temporaryFolder();
    const session = await startRecordingSession({ folder, roll: { everyMs: 1000 } });
    session.addStream(eeg, source);
    for (let index = 0; index < 60; index++)
      session.write(eeg.streamId, countingFrame(eeg, index), startNs + ms(40 * index));
    const { paths } = await session.finish();
    expect(paths).toHaveLength(3);
    const seqs: (number | undefined)[] = [];
    const replay = await openReplay(
      [...paths],
      { onFrame: ({ view }) => void seqs.push(view.seq) },
      { speed: 'max' },
    );
    replay.play();
    await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 15_000 });
    await replay.close();
    expect(seqs).toEqual(counting(60));
  });

  it('leaves out a stream whose descriptor was replaced before, and never writes over a file', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'x_002.mcap'), 'mine');
    const session = await startRecordingSession({ path: join(folder, 'x.mcap'), roll: { everyMs: 1000 } });
    session.addStream(eeg, source);
    session.write(eeg.streamId, countingFrame(eeg, 0), startNs);
    const changed = describeStream({ channelNames: ['c', 'd'] });
    session.addStream(changed, { ...source, firmware: 'v4' });
    session.write(eeg.streamId, countingFrame(changed, 1), startNs + ms(2000));
    const { paths } = await session.finish();
    expect((await readdir(folder)).sort()).toEqual(['x_001.mcap', 'x_002.mcap', 'x_002_2.mcap']);
    const [, second] = await partsOf(paths, eeg.streamId);
    expect(second?.info.streams.map(({ descriptor }) => descriptor)).toEqual([changed]);
    expect(second?.info.drivers.map(({ firmware }) => firmware)).toEqual(['v4']);
  });

  it('refuses sizes and times that are too small', async () => {
    const folder = await temporaryFolder();
    for (const roll of [{ sizeBytes: 1000 }, { everyMs: 1 }, { everyMs: Number.NaN }])
      await expect(startRecordingSession({ folder, roll })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
      });
    expect(await readdir(folder)).toEqual([]);
  });
});

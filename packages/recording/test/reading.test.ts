import { mkdir, open, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McapWriter, TempBuffer } from '@mcap/core';
import { describe, expect, it } from 'vitest';
import { glanceAtRecording, openRecording } from '../src/index.js';
import {
  countingFrames,
  describeStream,
  memoryRecording,
  merged,
  recordingFile,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const a = describeStream({ streamKey: 'a' });
const b = describeStream({ streamKey: 'b' });

const twoStreams = (finished: boolean) => ({
  streams: [a, b],
  written: merged(countingFrames(a, 100), countingFrames(b, 100, { stream: 1 }), [
    { atMs: 500, event: { type: 'marker' as const, label: 'early' } },
    { atMs: 3900, event: { type: 'marker' as const, label: 'late' } },
  ]),
  finished,
});

describe.each([
  ['a finished recording', true],
  ['one that was cut off', false],
])('openRecording of %s', (_, finished) => {
  it('tells what it is and holds', async () => {
    await using recording = await openRecording(memoryRecording('memory', twoStreams(finished)));
    expect(recording.info).toMatchObject({
      name: 'test',
      path: 'memory',
      complete: finished,
      problem: finished ? undefined : 'the file was not finished',
      startedNs: startNs,
      firstNs: startNs,
      lastNs: startNs + 3_960_000_000n,
      durationMs: 3960,
      eventCount: 2,
      drivers: [{ deviceId: 'amplifier.01' }, { deviceId: 'amplifier.01' }],
    });
    expect(recording.info.streams.map(({ streamId, frames }) => [streamId, frames])).toEqual([
      ['amplifier.01:a', 100],
      ['amplifier.01:b', 100],
    ]);
    expect(recording.info.streams[1]?.descriptor).toEqual(b);
  });

  it('gives the frames of some streams, and of a span of time', async () => {
    await using recording = await openRecording(memoryRecording('memory', twoStreams(finished)));
    const found: string[] = [];
    const fromNs = startNs + 800_000_000n;
    const selection = { streams: ['amplifier.01:b'], fromNs, toNs: fromNs + 80_000_000n };
    for await (const { streamId, receivedNs, view } of recording.frames(selection)) {
      found.push(`${streamId} ${(receivedNs - startNs) / 1_000_000n} ${view.seq}`);
    }
    expect(found).toEqual(['amplifier.01:b 800 20', 'amplifier.01:b 840 21', 'amplifier.01:b 880 22']);
    const all: (number | undefined)[] = [];
    for await (const { view } of recording.frames()) all.push(view.seq);
    expect(all).toEqual(Array.from({ length: 200 }, (_, index) => Math.floor(index / 2)));
  });

  it('reads just the chunks that are asked for', async () => {
    const bytes = memoryRecording('memory', twoStreams(finished));
    const reads: number[] = [];
    await using recording = await openRecording({
      ...bytes,
      read: (offset, size) => {
        reads.push(Number(size));
        return bytes.read(offset, size);
      },
    });
    reads.length = 0;
    const labels: (string | undefined)[] = [];
    for await (const { label } of recording.events()) labels.push(label);
    expect(labels).toEqual(['early', 'late']);
    // 202 messages in chunks of ten: two of these hold events.
    expect(reads).toHaveLength(2);
  });
});

describe('glanceAtRecording', () => {
  it.each([true, false])('tells what it is, without reading its chunks (finished: %s)', async (finished) => {
    const plan = { ...twoStreams(finished), written: countingFrames(a, 20_000), chunkMessages: 2_000 };
    const bytes = memoryRecording('memory', plan);
    let readBytes = 0;
    const glance = await glanceAtRecording({
      ...bytes,
      read: (offset, size) => {
        readBytes += Number(size);
        return bytes.read(offset, size);
      },
    });
    expect(readBytes).toBeLessThan(bytes.sizeBytes / 2);
    await using recording = await openRecording(bytes);
    const { streams, eventCount: _, ...info } = recording.info;
    expect(glance).toEqual({
      ...info,
      streams: streams.map(({ frames: _frames, statistics: _statistics, ...stream }) => stream),
    });
  });

  it('says what a file is that is no recording', async () => {
    await expect(glanceAtRecording('/nowhere.mcap')).rejects.toMatchObject({ code: 'RECORDING_NOT_FOUND' });
    const text = { ...memoryRecording('x', twoStreams(true)), read: async () => new Uint8Array(8) };
    await expect(glanceAtRecording(text)).rejects.toMatchObject({ code: 'RECORDING_NOT_MCAP' });
  });
});

describe('openRecording', () => {
  it('says what a file is that is no recording', async () => {
    const folder = await temporaryFolder();
    const file = async (name: string, content: Uint8Array | string) => {
      await writeFile(join(folder, name), content);
      return join(folder, name);
    };
    await mkdir(join(folder, 'folder'));
    const foreign = new TempBuffer();
    const writer = new McapWriter({ writable: foreign });
    await writer.start({ profile: 'ros2', library: 'x' });
    await writer.end();
    const cases: [string, string][] = [
      [join(folder, 'missing.mcap'), 'RECORDING_NOT_FOUND'],
      [join(folder, 'folder'), 'RECORDING_NOT_READABLE'],
      [await file('empty', ''), 'RECORDING_EMPTY'],
      [await file('magic', foreign.get().subarray(0, 8)), 'RECORDING_EMPTY'],
      [await file('text', 'timestamp,value\n'), 'RECORDING_NOT_MCAP'],
      [await file('foreign', foreign.get()), 'RECORDING_NOT_MODLINK'],
      [await file('cut-foreign', foreign.get().subarray(0, -10)), 'RECORDING_NOT_MODLINK'],
    ];
    for (const [path, code] of cases) {
      await expect(openRecording(path), path).rejects.toMatchObject({ code, subject: { path } });
    }
  });

  it('says so when a file becomes shorter or is overwritten while it is read', async () => {
    const folder = await temporaryFolder();
    const path = await recordingFile(join(folder, 'x.mcap'), twoStreams(true));
    const whole = await readFile(path);
    const readAll = async (): Promise<void> => {
      await using recording = await openRecording(path);
      let count = 0;
      for await (const _ of recording.frames()) {
        count += 1;
        if (count === 30) await change();
      }
    };
    let change = (): Promise<void> => truncate(path, Math.floor(whole.byteLength / 2));
    await expect(readAll()).rejects.toMatchObject({ code: 'RECORDING_CHANGED', subject: { path } });
    await writeFile(path, whole);
    change = async () => {
      const file = await open(path, 'r+');
      await file.write(Buffer.alloc(5000, 7), 0, 5000, Math.floor(whole.byteLength / 2));
      await file.close();
    };
    await expect(readAll()).rejects.toMatchObject({ code: 'RECORDING_DAMAGED', subject: { path } });
  });
});

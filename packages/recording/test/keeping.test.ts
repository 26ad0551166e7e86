import { open, readdir, readFile, rename, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { McapIndexedReader } from '@mcap/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openRecording, RecordingCatalogue, repairRecording, verifyRecording } from '../src/index.js';
import { ReadableFile } from '../src/reading/readable-file.js';
import {
  countingFrames,
  describeStream,
  merged,
  type RecordingPlan,
  recordingFile,
  startNs,
  temporaryFolder,
} from './support/recordings.js';

const eeg = describeStream();
const plan = (more: Partial<RecordingPlan> = {}): RecordingPlan => ({
  streams: [eeg],
  written: merged(countingFrames(eeg, 100), [{ atMs: 1_010, event: { type: 'marker', label: 'go' } }]),
  ...more,
});

/** A recording that was cut off a while ago, in the midst of its last chunk. */
async function cutRecording(folder: string): Promise<string> {
  const path = await recordingFile(join(folder, 'cut.mcap'), plan({ finished: false }));
  const bytes = await readFile(path);
  await writeFile(path, bytes.subarray(0, -100));
  await utimes(path, 1_700_000_000, 1_700_000_000);
  return path;
}

const contentOf = async (path: string) => {
  await using recording = await openRecording(path);
  const frames: Buffer[] = [];
  for await (const { view } of recording.frames()) frames.push(Buffer.from(view.bytes));
  const events: unknown[] = [];
  for await (const event of recording.events()) events.push(event);
  return { info: recording.info, frames, events };
};

async function readable(path: string): Promise<ReadableFile> {
  const file = await ReadableFile.open(path);
  onTestFinished(() => file.close());
  return file;
}

async function damage(path: string, at: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, at);
  byte[0]! ^= 0xff;
  await file.write(byte, 0, 1, at);
  await file.close();
}

describe('repairRecording', () => {
  it('finishes a recording that was cut off, with all that was whole in it', async () => {
    const folder = await temporaryFolder();
    const path = await cutRecording(folder);
    const before = await contentOf(path);
    expect(before.info.complete).toBe(false);
    expect(before.frames.length).toBeGreaterThan(80);
    const progress: number[] = [];
    const result = await repairRecording(path, {
      onProgress: ({ doneBytes, totalBytes }) => progress.push(doneBytes / totalBytes),
    });
    const { size, mtimeMs } = await stat(path);
    expect(result).toEqual({
      path,
      repaired: true,
      problem: before.info.problem,
      messages: before.frames.length + before.events.length,
      leftOut: [],
      sizeBytes: size,
    });
    expect(mtimeMs).toBe(1_700_000_000_000);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    const after = await contentOf(path);
    expect(after.frames).toEqual(before.frames);
    expect(after.events).toEqual(before.events);
    expect(after.info).toEqual({ ...before.info, complete: true, problem: undefined, sizeBytes: size });
    expect(await readdir(folder)).toEqual(['cut.mcap']);
    expect(await verifyRecording(path)).toMatchObject({ isSound: true, complete: true, findings: [] });
    // The library reads it by its index, with all checksums.
    const reader = await McapIndexedReader.Initialize({ readable: await readable(path) });
    let messages = 0;
    for await (const _ of reader.readMessages()) messages += 1;
    expect(messages).toBe(result.messages);
    expect(await repairRecording(path)).toMatchObject({ repaired: false, messages });
  });

  it('passes over a chunk that is damaged, and says so', async () => {
    const folder = await temporaryFolder();
    const path = await cutRecording(folder);
    const whole = (await contentOf(path)).frames.length;
    await damage(path, 6_000);
    await utimes(path, 1_700_000_000, 1_700_000_000);
    const result = await repairRecording(path);
    expect(result.leftOut).toEqual([
      expect.stringMatching(/^the record at byte \d+ is damaged \(its checksum/),
    ]);
    const { frames } = await contentOf(path);
    expect(frames.length).toBeGreaterThanOrEqual(whole - 10);
    expect(frames.length).toBeLessThan(whole);
  });

  it('leaves one alone that may still be recorded, and one whose repair is cancelled', async () => {
    const folder = await temporaryFolder();
    const path = await recordingFile(join(folder, 'running.mcap'), plan({ finished: false }));
    const before = await readFile(path);
    await expect(repairRecording(path)).rejects.toMatchObject({ code: 'REPAIR_IN_USE', subject: { path } });
    const signal = AbortSignal.abort();
    await expect(repairRecording(path, { force: true, signal })).rejects.toMatchObject({
      code: 'RECORDING_CANCELLED',
    });
    expect((await readFile(path)).equals(before)).toBe(true);
    expect(await readdir(folder)).toEqual(['running.mcap']);
    expect(await repairRecording(path, { force: true })).toMatchObject({ repaired: true });
  });
});

describe('verifyRecording', () => {
  it('finds all of a recording that was cut off while its index was written, and an index that is damaged', async () => {
    const folder = await temporaryFolder();
    const path = await recordingFile(join(folder, 'whole.mcap'), plan());
    const whole = await readFile(path);
    for (const missing of [1, 8, 30, 200]) {
      await writeFile(path, whole.subarray(0, -missing));
      expect(await verifyRecording(path)).toMatchObject({
        isSound: true,
        complete: false,
        frames: 100,
        findings: [{ code: 'NOT_FINISHED', message: expect.stringContaining('ends inside its index') }],
      });
      await repairRecording(path, { force: true });
      expect(await verifyRecording(path)).toMatchObject({ isSound: true, complete: true, findings: [] });
    }
    await writeFile(path, whole);
    await damage(path, whole.byteLength - 20);
    expect(await verifyRecording(path)).toMatchObject({
      isSound: false,
      findings: expect.arrayContaining([expect.objectContaining({ code: 'INDEX_WRONG' })]),
    });
  });

  it('counts what is in a sound recording, and names its gaps', async () => {
    const folder = await temporaryFolder();
    const frames = [...countingFrames(eeg, 100)].filter((_, index) => index !== 40 && index !== 41);
    const path = await recordingFile(join(folder, 'x.mcap'), plan({ written: frames }));
    const report = await verifyRecording(path);
    expect(report).toMatchObject({
      path,
      isSound: true,
      complete: true,
      chunks: 10,
      frames: 98,
      events: 0,
      streams: [
        { streamId: 'amplifier.01:eeg', longestIntervalMs: 120, statistics: { gaps: 1, lostFrames: 2 } },
      ],
      findings: [{ severity: 'warning', code: 'GAPS', streamId: 'amplifier.01:eeg' }],
    });
  });

  it('says of one that was cut off that it can be repaired', async () => {
    const report = await verifyRecording(await cutRecording(await temporaryFolder()));
    expect(report).toMatchObject({ isSound: true, complete: false, findings: [{ code: 'NOT_FINISHED' }] });
  });

  it('finds any byte of the data that is not what was written', async () => {
    const folder = await temporaryFolder();
    const good = await readFile(await recordingFile(join(folder, 'good.mcap'), plan()));
    const path = join(folder, 'bad.mcap');
    const { dataEndOffset } = await McapIndexedReader.Initialize({
      readable: await readable(join(folder, 'good.mcap')),
    });
    const end = Number(dataEndOffset);
    for (let at = 8; at < end; at += 97) {
      const bytes = Buffer.from(good);
      bytes[at]! ^= 0xff;
      await writeFile(path, bytes);
      const found = await verifyRecording(path).catch((error: { code: string }) => error.code);
      if (typeof found !== 'string') expect(found.isSound, `byte ${at}`).toBe(false);
    }
  });

  it('ends when it is cancelled', async () => {
    const path = await recordingFile(join(await temporaryFolder(), 'x.mcap'), plan());
    await expect(verifyRecording(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'RECORDING_CANCELLED',
    });
  });
});

describe('RecordingCatalogue', () => {
  it('finds what was made with versions of a driver', async () => {
    const folder = await temporaryFolder();
    for (const version of ['1.2.3', '1.3.0', '2.0.0-beta.1']) {
      const driver = { package: '@acme/driver-amplifier', version };
      await recordingFile(join(folder, `${version}.mcap`), plan({ name: version, driver }));
    }
    await recordingFile(join(folder, 'unknown.mcap'), plan({ name: 'unknown' }));
    const catalogue = new RecordingCatalogue([folder]);
    const names = async (driver: string) =>
      (await catalogue.list({ driver })).recordings.map(({ name }) => name).sort();
    expect(await names('amplifier')).toEqual(['1.2.3', '1.3.0', '2.0.0-beta.1', 'unknown']);
    expect(await names('amplifier@1.2.3')).toEqual(['1.2.3']);
    expect(await names('@acme/driver-amplifier@<1.4.0')).toEqual(['1.2.3', '1.3.0']);
    expect(await names('@acme/driver-amplifier@>=2.0.0-0')).toEqual(['2.0.0-beta.1']);
    expect(await names('@acme/driver-amplifier')).toEqual(['1.2.3', '1.3.0', '2.0.0-beta.1']);
    expect(await names('amplifier@no range')).toEqual([]);
    expect(await names('other@1.2.3')).toEqual([]);
  });

  it('lists what is in the files, wherever they were moved to, finished or not', async () => {
    const folder = await temporaryFolder();
    const day = 86_400_000_000_000n;
    await recordingFile(join(folder, 'a.mcap'), plan({ name: 'Rest' }));
    await recordingFile(
      join(folder, 'b.mcap'),
      plan({ name: 'task', startedNs: startNs + day, finished: false }),
    );
    await writeFile(join(folder, 'c.mcap'), 'no recording');
    await writeFile(join(folder, 'd.mcap'), '');
    const catalogue = new RecordingCatalogue([folder, folder]);
    const names = async (filter = {}) => (await catalogue.list(filter)).recordings.map(({ name }) => name);
    const { recordings, unreadable } = await catalogue.list();
    expect(recordings.map(({ name, complete, durationMs }) => [name, complete, durationMs])).toEqual([
      ['task', false, 3960],
      ['Rest', true, 3960],
    ]);
    expect(unreadable.map(({ path, code }) => [path, code]).sort()).toEqual([
      [join(folder, 'c.mcap'), 'RECORDING_NOT_MCAP'],
      [join(folder, 'd.mcap'), 'RECORDING_EMPTY'],
    ]);
    const secondDay = new Date(Number((startNs + day) / 1_000_000n));
    expect(await names({ text: 'rEst' })).toEqual(['Rest']);
    expect(await names({ text: 'b.mcap' })).toEqual(['task']);
    expect(await names({ since: secondDay })).toEqual(['task']);
    expect(await names({ until: new Date(secondDay.getTime() - 1) })).toEqual(['Rest']);
    expect(await names({ driverId: 'amplifier' })).toEqual(['task', 'Rest']);
    expect(await names({ driverId: 'other' })).toEqual([]);
    expect(await names({ limit: 1 })).toEqual(['task']);

    await rename(join(folder, 'a.mcap'), join(folder, 'renamed.mcap'));
    await repairRecording(join(folder, 'b.mcap'), { force: true });
    const again = (await catalogue.list()).recordings;
    expect(again.map(({ path, complete }) => [path, complete])).toEqual([
      [join(folder, 'b.mcap'), true],
      [join(folder, 'renamed.mcap'), true],
    ]);
  });

  it('of a folder that is not there is empty', async () => {
    expect(await new RecordingCatalogue(['/nowhere']).list()).toEqual({ recordings: [], unreadable: [] });
  });
});

import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { exportRecording } from '@modlink/export';
import { editEvents, editLabels, openReplay, ReadableFile, RecordingCatalogue } from '@modlink/recording';
import { describe, expect, it, vi } from 'vitest';
import { openRecording, startRecordingSession, verifyRecording } from '../../src/recording/index.js';
import { countingFrame, describeStream, source, startNs, temporaryFolder } from './recording-fixtures.js';

const eeg = describeStream({ channelNames: ['a', 'b'] });
const ms = (count: number): bigint => BigInt(count) * 1_000_000n;
const counting = (length: number) => Array.from({ length }, (_, index) => index);

/** A recording of four files, with a marker in each. */
async function fourParts(folder: string): Promise<readonly string[]> {
  const session = await startRecordingSession({
    path: join(folder, 'long.mcap'),
    name: 'long',
    roll: { everyMs: 1000 },
    clock: { nowNs: () => startNs },
  });
  session.addStream(eeg, source);
  for (let index = 0; index < 100; index++) {
    session.write(eeg.streamId, countingFrame(eeg, index), startNs + ms(40 * index));
    if (index % 25 === 10) session.addEvent({ type: 'marker', label: `at ${index}` });
  }
  const { paths } = await session.finish();
  expect(paths).toHaveLength(4);
  return paths;
}

async function seqsOf(path: string): Promise<(number | undefined)[]> {
  await using recording = await openRecording(path);
  const seqs: (number | undefined)[] = [];
  for await (const { view } of recording.frames()) seqs.push(view.seq);
  return seqs;
}

describe('a recording that went to several files', () => {
  it('is one, whichever of its files is opened', async () => {
    const folder = await temporaryFolder();
    const paths = await fourParts(folder);
    for (const path of paths) expect(await seqsOf(path)).toEqual(counting(100));
    await using recording = await openRecording(paths[2] ?? '');
    const { info } = recording;
    expect(info).toMatchObject({
      path: paths[0],
      name: 'long',
      complete: true,
      durationMs: 99 * 40,
      eventCount: 4,
      series: { part: 1, next: 'long_002.mcap' },
      missingParts: [],
      drivers: [source],
    });
    expect(info.parts?.map(({ part, path }) => [part, path])).toEqual(
      paths.map((path, index) => [index + 1, path]),
    );
    expect(info.sizeBytes).toBe(info.parts?.reduce((bytes, part) => bytes + part.sizeBytes, 0));
    expect(info.streams).toHaveLength(1);
    expect(info.streams[0]).toMatchObject({
      frames: 100,
      statistics: { frames: 100, samples: 1000, gaps: 0 },
    });
    const middle = { fromNs: startNs + ms(950), toNs: startNs + ms(1050) };
    const seqs = [];
    for await (const { view } of recording.frames(middle)) seqs.push(view.seq);
    expect(seqs).toEqual([24, 25, 26]);
    const labels = [];
    for await (const { label } of recording.events()) labels.push(label);
    expect(labels).toEqual(['at 10', 'at 35', 'at 60', 'at 85']);
  });

  it('has the rate, the jitter and the losses of all of it, with what lies between two files', async () => {
    // The longest wait, and the only frames that are missing, are between the first two files.
    const written = counting(60).map((index) => {
      const isSecond = index >= 30;
      return { seq: isSecond ? index + 5 : index, atMs: index * 40 + (isSecond ? 700 : 0) + (index % 3) };
    });
    const record = async (everyMs: number | undefined) => {
      const session = await startRecordingSession({
        path: join(await temporaryFolder(), 'long.mcap'),
        name: 'long',
        ...(everyMs !== undefined && { roll: { everyMs } }),
        clock: { nowNs: () => startNs },
      });
      session.addStream(eeg, source);
      for (const { seq, atMs } of written)
        session.write(eeg.streamId, countingFrame(eeg, seq), startNs + ms(atMs));
      return (await session.finish()).paths;
    };
    const statisticsOf = async (path: string | undefined) => {
      await using recording = await openRecording(path ?? '');
      return recording.info.streams[0]?.statistics;
    };
    const [one] = await record(undefined);
    const parts = await record(1170);
    expect(parts).toHaveLength(2);
    const whole = await statisticsOf(one);
    expect(whole).toMatchObject({ frames: 60, gaps: 1, lostFrames: 5, longestIntervalMs: 740 - 2 });
    expect(await statisticsOf(parts[1])).toEqual(whole);
    // Of a file that is left alone nothing else is claimed than what is in it.
    await rm(parts[0] ?? '');
    expect(await statisticsOf(parts[1])).toMatchObject({ frames: 30, gaps: 0 });
  });

  it('plays without a gap, and once, whether one file is named or all', async () => {
    const folder = await temporaryFolder();
    const paths = await fourParts(folder);
    for (const files of [paths.slice(0, 1), paths]) {
      const seqs: (number | undefined)[] = [];
      const onFrame = ({ view }: { view: { seq?: number | undefined } }) => void seqs.push(view.seq);
      const replay = await openReplay(files, { onFrame }, { speed: 'max' });
      expect(replay.status().durationMs).toBe(99 * 40);
      await replay.seek(2000);
      replay.play();
      await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 15_000 });
      await replay.close();
      expect(seqs).toEqual(counting(100).slice(50));
    }
  });

  it('plays the files that are given as bytes, each by itself', async () => {
    const paths = await fourParts(await temporaryFolder());
    const files = await Promise.all(paths.map((path) => ReadableFile.open(path)));
    const seqs: (number | undefined)[] = [];
    const replay = await openReplay(
      files,
      { onFrame: ({ view }) => void seqs.push(view.seq) },
      { speed: 'max' },
    );
    replay.play();
    await vi.waitFor(() => expect(replay.status().state).toBe('ended'), { timeout: 15_000 });
    await replay.close();
    expect(seqs).toEqual(counting(100));
  });

  it('is exported as one, in order', async () => {
    const folder = await temporaryFolder();
    const [first = ''] = await fourParts(folder);
    const out = join(folder, 'tables');
    await mkdir(out);
    await exportRecording({ input: first, format: 'csv', output: out });
    const table = (await readdir(out)).find((name) => name.includes('eeg')) ?? '';
    const rows = (await readFile(join(out, table), 'utf8')).trim().split('\n');
    expect(rows).toHaveLength(1 + 1000);
    const values = rows.slice(1).map((row) => Number(row.split(',').at(-1)));
    expect(values).toEqual(counting(1000));
  });

  it('is one in a list, also where its files have other names', async () => {
    const folder = await temporaryFolder();
    const paths = await fourParts(folder);
    const other = await startRecordingSession({ folder, name: 'other' });
    await other.finish();
    const moved = join(folder, 'deep');
    await mkdir(moved);
    for (const [index, path] of paths.entries()) await rename(path, join(moved, `${9 - index} moved.mcap`));
    const { recordings, unreadable } = await new RecordingCatalogue([folder]).list();
    expect(unreadable).toEqual([]);
    expect(recordings.map(({ name }) => name).sort()).toEqual(['long', 'other']);
    const long = recordings.find(({ name }) => name === 'long');
    expect(long).toMatchObject({ complete: true, durationMs: 99 * 40, missingParts: [] });
    expect(long?.parts?.map(({ path }) => path)).toEqual(
      [9, 8, 7, 6].map((n) => join(moved, `${n} moved.mcap`)),
    );
    expect(await seqsOf(join(moved, '7 moved.mcap'))).toEqual(counting(100));
    expect((await new RecordingCatalogue([folder]).list({ text: '8 moved' })).recordings).toHaveLength(1);
  });

  it('says which part is missing, and gives the others', async () => {
    const folder = await temporaryFolder();
    const paths = await fourParts(folder);
    const whole = await verifyRecording(paths[0] ?? '');
    expect(whole).toMatchObject({ isSound: true, complete: true, frames: 100, events: 4, findings: [] });
    await rm(paths[1] ?? '');
    await rm(paths[3] ?? '');
    const report = await verifyRecording(paths[2] ?? '');
    expect(report).toMatchObject({ isSound: false, complete: false, frames: 50 });
    expect(report.findings.map(({ code, message }) => [code, message])).toEqual([
      ['PART_MISSING', 'part 2 is not in the folder of the others'],
      ['PART_MISSING', 'part 4 is not in the folder of the others'],
      ['GAPS', `${eeg.streamId} has 1 gaps: 25 frames and 0 samples are missing`],
    ]);
    expect(await seqsOf(paths[0] ?? '')).toEqual([...counting(25), ...counting(75).slice(50)]);
    const { recordings } = await new RecordingCatalogue([folder]).list();
    expect(recordings).toMatchObject([
      { complete: false, problem: 'parts 2, 4 are missing', missingParts: [2, 4] },
    ]);
  });

  it('is edited as one, beside its first file', async () => {
    const folder = await temporaryFolder();
    const paths = await fourParts(folder);
    await editLabels(paths[3] ?? '', { subject: 'S01' });
    const events = await editEvents(paths[1] ?? '', [
      { type: 'remove', eventId: 'r1' },
      { type: 'add', event: { type: 'marker', label: 'late', timestampNs: startNs + ms(3000) } },
    ]);
    expect(events.map(({ event }) => event.label)).toEqual(['at 10', 'at 60', 'late', 'at 85']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toEqual([
      'long_001.mcap.edits.json',
    ]);
    await using recording = await openRecording(paths[2] ?? '');
    expect(recording.info).toMatchObject({ subject: 'S01', eventCount: 4, editRevision: 2 });
  });
});

import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { part } from '@modlink/test-parts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ExportProgress, exportFormats, exportRecording } from '../src/index.js';
import { expectNothingOfCancelled } from './support/cancelled.js';
import { countingFrame, describeStream, temporaryFolder, WrittenRecording } from './support/recordings.js';

const run = promisify(execFile);
const streams = ['a', 'b'].map((streamKey) => describeStream({ streamKey, channelNames: ['x', 'y'] }));

/** Frames of two streams; each of the tables has 10 rows per frame. */
async function recordTwoStreams(folder: string, frames: number): Promise<string> {
  const session = new WrittenRecording(join(folder, 'two.mcap'), 64 * 1024);
  for (const descriptor of streams) session.addStream(descriptor);
  for (let index = 0; index < frames; index++) {
    for (const descriptor of streams) session.write(descriptor.streamId, countingFrame(descriptor, index));
  }
  session.addEvent({ type: 'marker', label: 'end' });
  session.finish();
  return session.path;
}

const names = ['two.amplifier.01.a.csv', 'two.amplifier.01.b.csv', 'two.markers.csv'];

describe('exportRecording', () => {
  it('tells how far it is', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 1000);
    const progress: ExportProgress[] = [];
    await exportRecording({ input, format: 'csv', onProgress: (step) => progress.push(step) });
    expect(progress.length).toBeGreaterThanOrEqual(50);
    expect(progress.length).toBeLessThanOrEqual(101);
    expect(progress.map(({ framesDone }) => framesDone)).toEqual(
      progress.map(({ framesDone }) => framesDone).toSorted((a, b) => a - b),
    );
    expect(progress.at(-1)).toEqual({ framesDone: 2000, framesTotal: 2000 });
    expect((await readdir(folder)).sort()).toEqual([...names, 'two.mcap'].sort());
    const rows = (await readFile(join(folder, names[0]!), 'utf8')).trimEnd().split('\n').slice(1);
    expect(rows.map((row) => row.split(',').at(-1))).toEqual(
      Array.from({ length: 10_000 }, (_, index) => String(index)),
    );
  });

  it('leaves nothing when it is cancelled', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 1000);
    const cancel = new AbortController();
    const reason = new Error('the user changed his mind');
    const exporting = exportRecording({
      input,
      format: 'csv',
      signal: cancel.signal,
      onProgress: ({ framesDone }) => {
        if (framesDone > 500) cancel.abort(reason);
      },
    });
    await expect(exporting).rejects.toMatchObject({ code: 'EXPORT_CANCELLED', cause: reason });
    expect(await readdir(folder)).toEqual(['two.mcap']);
    await expect(
      exportRecording({ input, format: 'csv', signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({
      code: 'EXPORT_CANCELLED',
    });
  });

  // MP4 is made by a program of its own, and has a test of its own.
  it.each([...exportFormats.keys()].filter((format) => format !== 'mp4'))(
    'has nothing under its name before all is whole, and leaves nothing when it is cancelled: %s',
    expectNothingOfCancelled,
  );

  it('never overwrites unless it is told to', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 10);
    const taken = join(folder, names[1]!);
    await writeFile(taken, 'mine');
    await expect(exportRecording({ input, format: 'csv' })).rejects.toMatchObject({
      code: 'EXPORT_FILE_EXISTS',
      subject: { path: taken },
    });
    expect((await readdir(folder)).sort()).toEqual([names[1], 'two.mcap'].sort());
    expect(await readFile(taken, 'utf8')).toBe('mine');

    await exportRecording({ input, format: 'csv', overwrite: true });
    expect((await readdir(folder)).sort()).toEqual([...names, 'two.mcap'].sort());
    expect(await readFile(taken, 'utf8')).toMatch(/^timestamp_ns/);
  });

  it('does not overwrite a file that appears while it runs', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 1000);
    const taken = join(folder, names[1]!);
    let appeared = false;
    const exporting = exportRecording({
      input,
      format: 'csv',
      onProgress: () => {
        if (!appeared) writeFileSync(taken, 'mine');
        appeared = true;
      },
    });
    await expect(exporting).rejects.toMatchObject({ code: 'EXPORT_FILE_EXISTS' });
    expect((await readdir(folder)).sort()).toEqual([names[1], 'two.mcap'].sort());
    expect(await readFile(taken, 'utf8')).toBe('mine');
  });

  it('takes a stem, a folder, and some of the streams', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 10);
    const only = ['amplifier.01:b'];
    await mkdir(join(folder, 'results'));
    await exportRecording({ input, format: 'csv', output: join(folder, 'results'), streams: only });
    await exportRecording({ input, format: 'csv', output: join(folder, 'deep', 'er', 'eeg'), streams: only });
    expect(await readdir(join(folder, 'results'))).toEqual(names.slice(1));
    expect((await readdir(join(folder, 'deep', 'er'))).sort()).toEqual([
      'eeg.amplifier.01.b.csv',
      'eeg.markers.csv',
    ]);
  });

  it('refuses what there is not', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 1);
    await expect(exportRecording({ input, format: 'xls' })).rejects.toMatchObject({
      code: 'EXPORT_UNKNOWN_FORMAT',
    });
    await expect(exportRecording({ input, format: 'csv', streams: ['a.01:z'] })).rejects.toMatchObject({
      code: 'EXPORT_UNKNOWN_STREAM',
    });
    await expect(exportRecording({ input: join(folder, 'no'), format: 'csv' })).rejects.toMatchObject({
      code: 'RECORDING_NOT_FOUND',
    });
    await writeFile(join(folder, 'file'), '');
    await expect(
      exportRecording({ input, format: 'csv', output: join(folder, 'file', 'x') }),
    ).rejects.toMatchObject({ code: 'EXPORT_WRITE_FAILED' });
  });
});

const tmpfs = await part('tmpfs');

tmpfs.describe('an export to a disk that is full', () => {
  it('fails and leaves nothing', async () => {
    const folder = await temporaryFolder();
    const input = await recordTwoStreams(folder, 1000);
    const disk = await temporaryFolder();
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]);
    onTestFinished(async () => {
      await run('umount', [disk]);
    });
    await expect(exportRecording({ input, format: 'csv', output: disk })).rejects.toMatchObject({
      code: 'EXPORT_WRITE_FAILED',
      cause: { code: 'ENOSPC' },
    });
    expect(await readdir(disk)).toEqual([]);
  });
});

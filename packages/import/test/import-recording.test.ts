import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ImportProgress, importFormats, importRecording } from '../src/index.js';
import { edfFile } from './support/edf-file.js';
import { temporaryFolder } from './support/folder.js';
import { readRecording } from './support/read-recording.js';

const edf = (records: number): Buffer =>
  edfFile({
    signals: [{ label: 'x', samplesPerRecord: 500 }],
    records: Array.from({ length: records }, (_, record) => [[record]]),
  });

async function input(bytes: Buffer, name = 'night.edf'): Promise<{ folder: string; path: string }> {
  const folder = await temporaryFolder();
  const path = join(folder, name);
  await writeFile(path, bytes);
  return { folder, path };
}

describe('an import', () => {
  it('finds the format out, tells its progress, and puts the recording beside the file', async () => {
    const { folder, path } = await input(edf(3000), 'what is it.bin');
    const progress: ImportProgress[] = [];
    const result = await importRecording({ input: path, onProgress: (each) => progress.push(each) });
    expect(result).toMatchObject({ format: 'edf', path: join(folder, 'what is it.mcap') });
    expect(result.streams).toEqual([{ streamId: 'edf.01:signal', frames: 3000, samples: 1_500_000 }]);
    expect(progress.length).toBeGreaterThan(20);
    expect(progress.map(({ bytesDone }) => bytesDone)).toEqual(
      progress.map(({ bytesDone }) => bytesDone).sort((one, other) => one - other),
    );
    expect(progress.at(-1)?.bytesDone).toBe(progress.at(-1)?.bytesTotal);
    expect(await readdir(folder)).toHaveLength(2);
  });

  it('is called as asked, and goes where asked', async () => {
    const { folder, path } = await input(edf(1));
    await mkdir(join(folder, 'into'));
    const labels = {
      name: 'First night',
      session: 's1',
      experiment: 'sleep',
      subject: 'p7',
      notes: 'two\nlines',
    };
    const named = await importRecording({
      input: path,
      output: join(folder, 'into'),
      fileName: 'C4.edf',
      ...labels,
    });
    expect(named.path).toBe(join(folder, 'into', 'C4.mcap'));
    const { info } = await readRecording(named.path);
    expect(info).toMatchObject(labels);
    expect(info.metadata).toMatchObject({ imported: { fileName: 'C4.edf' } });
    const other = await importRecording({ input: path, output: join(folder, 'new', 'x') });
    expect(other.path).toBe(join(folder, 'new', 'x.mcap'));
  });

  it('replaces nothing unless asked to', async () => {
    const { folder, path } = await input(edf(1));
    const output = join(folder, 'there.mcap');
    await writeFile(output, 'precious');
    await expect(importRecording({ input: path, output })).rejects.toMatchObject({
      code: 'IMPORT_FILE_EXISTS',
    });
    expect(await readFile(output, 'utf8')).toBe('precious');
    await importRecording({ input: path, output, overwrite: true });
    expect((await readRecording(output)).info.complete).toBe(true);
  });

  it('leaves nothing when it is cancelled', async () => {
    const { folder, path } = await input(edf(3000));
    const controller = new AbortController();
    await expect(
      importRecording({
        input: path,
        signal: controller.signal,
        onProgress: ({ bytesDone, bytesTotal }) => {
          if (bytesDone > bytesTotal * 0.7) controller.abort();
        },
      }),
    ).rejects.toMatchObject({ code: 'IMPORT_CANCELLED' });
    expect(await readdir(folder)).toEqual(['night.edf']);
  });

  it.each([
    [{ format: 'docx' }, 'IMPORT_UNKNOWN_FORMAT'],
    [{ format: 'xdf' }, 'IMPORT_INVALID_FILE'],
    [{ input: '/nowhere/at.all' }, 'IMPORT_NOT_READABLE'],
    [{ input: '/' }, 'IMPORT_NOT_READABLE'],
    [{ name: ' ' }, 'IMPORT_INVALID_OPTIONS'],
  ])('that cannot be is refused: %j', async (options, code) => {
    const { folder, path } = await input(edf(1));
    await expect(importRecording({ input: path, ...options })).rejects.toMatchObject({ code });
    expect(await readdir(folder)).toEqual(['night.edf']);
  });

  it('of a file of no format, and of one with nothing in it, is refused', async () => {
    for (const [bytes, code] of [
      [Buffer.from('%PDF-1.7'), 'IMPORT_NOT_RECOGNISED'],
      [Buffer.alloc(0), 'IMPORT_NOT_RECOGNISED'],
      [Buffer.from('XDF:'), 'IMPORT_NOTHING_IN_IT'],
    ] as const) {
      const { folder, path } = await input(bytes, 'x');
      await expect(importRecording({ input: path })).rejects.toMatchObject({ code });
      expect(await readdir(folder)).toEqual(['x']);
    }
  });

  it('has formats with titles and the ends of their names', () => {
    expect([...importFormats.keys()]).toEqual(['xdf', 'edf', 'bdf', 'openbci']);
    for (const { title, extensions } of importFormats.values()) {
      expect(title).toMatch(/: /);
      for (const extension of extensions) expect(extension).toMatch(/^\.[a-z.]+$/);
    }
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findRecordingFiles } from '../src/index.js';

it('finds files that may be recordings in folders and those in them, without hidden ones', async () => {
  const folder = await mkdtemp(join(tmpdir(), '.modlink-recording-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const names = ['a.mcap', 'day/b.mcap', '._a.mcap', '.import-1/c.mcap', 'day/.d/e/f.mcap', 'notes.txt'];
  for (const name of names) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), '');
  }
  const found = await findRecordingFiles([folder, folder]);
  expect(found.map(({ path }) => path).sort()).toEqual([
    join(folder, 'a.mcap'),
    join(folder, 'day', 'b.mcap'),
  ]);
});

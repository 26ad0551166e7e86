import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { createHost, openRecording } from '../../src/index.js';

it('a file of another program becomes a recording in the folder of the recordings, and is listed', async () => {
  const home = await mkdtemp(join(tmpdir(), 'modlink-host-import-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const input = join(home, 'rest.txt');
  const rows = [0, 1, 2].map((at) => `${at}, 1, 2, 3, 4, ${1_589_393_465_000 + at * 5}`);
  await writeFile(
    input,
    ['%OpenBCI Raw EXG Data', '%Number of channels = 4', '%Sample Rate = 200 Hz', ...rows].join('\n'),
  );
  const recordingsFolder = join(home, 'recordings');
  await using host = await createHost({ home, appRoot: home, recordingsFolder });
  const { path, streams } = await host.recordings.import({ input, session: 'monday' });
  expect(path).toBe(join(recordingsFolder, 'rest.mcap'));
  expect(streams).toMatchObject([{ streamId: 'openbci_ganglion.01:eeg', samples: 3 }]);
  expect((await host.recordings.list()).recordings).toMatchObject([{ path, session: 'monday' }]);
  await using recording = await openRecording(path);
  expect(recording.info.complete).toBe(true);
});

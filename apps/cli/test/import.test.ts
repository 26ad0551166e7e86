import { readdir, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();
const rawFile = (samples: number): string =>
  [
    '%OpenBCI Raw EXG Data',
    '%Number of channels = 4',
    '%Sample Rate = 200 Hz',
    '%Board = OpenBCI_GUI$BoardGanglionNative',
    'Sample Index, EXG Channel 0, EXG Channel 1, EXG Channel 2, EXG Channel 3, Timestamp, Marker Channel',
    ...Array.from(
      { length: samples },
      (_, at) => `${at % 201}, ${at}.5, 2, 3, 4, ${1_589_393_465_000 + at * 5}, ${at === 7 ? 1 : 0}`,
    ),
    '',
  ].join('\n');

beforeAll(async () => {
  for (const name of ['one.txt', 'two.txt']) await writeFile(place.path(name), rawFile(400));
  await writeFile(place.path('cut.txt'), rawFile(400).slice(0, -9));
  await writeFile(place.path('other.pdf'), '%PDF-1.7');
});

describe('modlink import', () => {
  it('makes a recording that inspects and exports', async () => {
    const { exitCode, stdout, stderr } = await place.run('import', 'one.txt', '--session', 'monday');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^RECORDING +FROM +STREAMS +SAMPLES +EVENTS +SIZE\n/);
    expect(stdout).toMatch(/one\.mcap +openbci +1 +400 +1 /);
    const { complete, session, streams } = shapes.inspect.parse(
      (await place.json('inspect', 'one.mcap')).document,
    );
    expect({ complete, session }).toEqual({ complete: true, session: 'monday' });
    expect(streams.map(({ streamId }) => streamId)).toEqual(['openbci_ganglion.01:eeg']);
    expect((await place.run('export', 'one.mcap', '--format', 'xdf', '--out', 'again')).exitCode).toBe(0);
  });

  it('is one JSON document, with what was lost', async () => {
    const { exitCode, document } = await place.json('import', 'cut.txt', '--out', 'json');
    expect(exitCode).toBe(0);
    const { imported, failed } = shapes.imported.parse(document);
    expect(failed).toEqual([]);
    expect(imported).toMatchObject([{ format: 'openbci', warnings: [{ at: 'line 405' }], warningCount: 1 }]);
  });

  it('imports what it can of several files, also with a pattern that the shell left as it is', async () => {
    const { exitCode, document } = await place.json('import', '*.txt', 'other.pdf', '--out', 'many');
    expect(exitCode).toBe(6);
    const { imported, failed } = shapes.imported.parse(document);
    expect(imported).toHaveLength(3);
    expect(failed).toMatchObject([{ input: 'other.pdf', error: { code: 'IMPORT_NOT_RECOGNISED' } }]);
    expect((await readdir(place.path('many'))).sort()).toEqual(['cut.mcap', 'one.mcap', 'two.mcap']);
  });

  it.each([
    ['an unknown format', ['one.txt', '--format', 'docx'], 2, 'IMPORT_UNKNOWN_FORMAT'],
    ['a name for several', ['one.txt', 'two.txt', '--name', 'x'], 2, 'WRONG_USAGE'],
    ['a pattern without a file', ['*.edf'], 2, 'WRONG_USAGE'],
    ['a file that is not there', ['none.xdf'], 6, 'IMPORT_NOT_READABLE'],
    ['a file of no format', ['other.pdf'], 6, 'IMPORT_NOT_RECOGNISED'],
  ])('refuses %s', async (_what, args, code, word) => {
    const { exitCode, stderr } = await place.run('import', ...args, '--out', 'never');
    expect(exitCode).toBe(code);
    expect(stderr).toContain(word);
  });
});

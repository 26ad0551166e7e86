import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();

beforeAll(async () => {
  const { exitCode, stderr } = await place.run(
    ...['record', '--driver', 'synthetic', '--device', 'eeg', '--device', 'synthetic camera'],
    ...['--duration', '3s', '--out', 'whole.mcap', '--session', 'monday'],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  await writeFile(place.path('cut.mcap'), await readFile(place.path('whole.mcap')));
  // The indexes at the end, and a piece of the last chunk.
  await truncate(place.path('cut.mcap'), (await readFile(place.path('whole.mcap'))).byteLength - 5000);
  await writeFile(place.path('text.mcap'), 'no recording');
}, 60_000);

describe('modlink inspect', () => {
  it('says what a recording holds', async () => {
    const { exitCode, stdout } = await place.run('inspect', 'whole.mcap');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nSession +monday\n/);
    expect(stdout).toMatch(/\nState +complete\n/);
    expect(stdout).toMatch(/\nSTREAM +WHAT +NOMINAL +MEASURED +JITTER +SAMPLES +FRAMES +GAPS +LOST\n/);
    expect(stdout).toMatch(
      /\nsynthetic_eeg\.01:eeg +signal, 8 channels +250 Hz +250\.0 Hz +±0\.00 ms +\d+ +\d+ +0 +0\n/,
    );
    expect(stdout).toMatch(/\nTIME OF +CLOCK +NOMINAL +MEASURED +DRIFT +JITTER P50 +P99 +LONGEST INTERVAL\n/);
    expect(stdout).toMatch(
      /\nsynthetic_eeg\.01:eeg +(?:device|samples) +250 Hz +250\.0 Hz +(?:–|[+-]\d+\.\d ppm) +\d\S+ ms +\d\S+ ms +\d\S+ ms\n/,
    );
    expect(stdout).toMatch(
      /\n\d events?\n {2}\+00:0\d\.\d{3} {2}marker +trigger {2}synthetic_eeg\.01 {2}\{"index":1\}\n/,
    );
    expect(stdout).toMatch(/\nsynthetic_eeg\.01 {2}Synthetic devices, @modlink\/driver-synthetic \d/);
  });

  it('is one JSON document', async () => {
    const { exitCode, document } = await place.json('inspect', 'whole.mcap');
    expect(exitCode).toBe(0);
    const { complete, streams, events, eventCount } = shapes.inspect.parse(document);
    expect(complete).toBe(true);
    expect(streams).toHaveLength(2);
    expect(events).toHaveLength(eventCount);
  });

  it('opens a recording that was cut off, and says so', async () => {
    const { exitCode, stdout } = await place.run('inspect', 'cut.mcap');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/\nState +not finished\nWhy +\S/);
    const { complete, problem, streams } = shapes.inspect.parse(
      (await place.json('inspect', 'cut.mcap')).document,
    );
    expect({ complete, hasProblem: problem !== undefined }).toEqual({ complete: false, hasProblem: true });
    expect(streams.find(({ streamId }) => streamId.endsWith(':eeg'))?.frames).toBeGreaterThan(0);
  });

  it.each([
    ['nowhere.mcap', 'RECORDING_NOT_FOUND'],
    ['text.mcap', 'RECORDING_NOT_MCAP'],
  ])('ends with 6 for %s', async (file, code) => {
    const { exitCode, stdout, stderr } = await place.run('inspect', file);
    expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: '' });
    expect(stderr).toContain(code);
  });
});

describe('modlink export', () => {
  it('writes tables, and lists what it wrote and what it skipped', async () => {
    const { exitCode, stdout, stderr } = await place.run(
      'export',
      'whole.mcap',
      '--format',
      'csv',
      '--out',
      'tables',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect((await readdir(place.path('tables'))).sort()).toEqual([
      'whole.markers.csv',
      'whole.synthetic_eeg.01.eeg.csv',
    ]);
    expect(stdout).toMatch(/^FILE +ROWS +SIZE\n/);
    expect(stdout).toContain('\n2 files written.\n');
    expect(stdout).toMatch(/Skipped synthetic_video\.01:video: Video has no sensible form in a table/);
    const table = (await readFile(place.path('tables', 'whole.synthetic_eeg.01.eeg.csv'), 'utf8'))
      .trim()
      .split('\n');
    expect(table[0]).toBe('timestamp_ns,device_time_ns,seq,lost,sample,Fp1,Fp2,C3,C4,P7,P8,O1,O2');
    const { streams } = shapes.inspect.parse((await place.json('inspect', 'whole.mcap')).document);
    const samples = streams.find(({ streamId }) => streamId.endsWith(':eeg'))?.statistics?.samples ?? 0;
    expect(table).toHaveLength(samples + 1);
  });

  it('is one JSON document', async () => {
    const { exitCode, document } = await place.json(
      ...['export', 'cut.mcap', '--out', 'json', '--stream', 'synthetic_eeg.01:eeg'],
    );
    expect(exitCode).toBe(0);
    const { files, skipped, complete } = shapes.exported.parse(document);
    expect(files.map(({ streamId }) => streamId)).toContain('synthetic_eeg.01:eeg');
    expect({ skipped, complete }).toEqual({ skipped: [], complete: false });
  });

  it('says that a recording was not finished', async () => {
    const { exitCode, stdout } = await place.run('export', 'cut.mcap', '--out', 'cut');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('the recording was not finished');
  });

  it('has the options of the formats as its own', async () => {
    const free = await place.run('export', 'whole.mcap', '--out', 'free', '--timestamps', 'dejittered');
    expect(free).toMatchObject({ exitCode: 0, stderr: '' });
    const table = await readFile(place.path('free', 'whole.synthetic_eeg.01.eeg.csv'), 'utf8');
    expect(table).toMatch(/^timestamp_ns,timestamp_dejittered_ns,/);
    const study = await place.run(
      ...['export', 'whole.mcap', '--format', 'bids', '--out', 'study', '--packing', 'folder'],
      ...['--subject', '07', '--task', 'rest', '--power-line-frequency', '50'],
    );
    expect(study).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await readdir(place.path('study', 'bids', 'sub-07', 'ses-monday', 'eeg'))).toContain(
      'sub-07_ses-monday_task-rest_eeg.bdf',
    );
  });

  it('overwrites only when it is asked to', async () => {
    await place.run('export', 'whole.mcap', '--out', 'twice');
    const refused = await place.run('export', 'whole.mcap', '--out', 'twice');
    expect(refused.exitCode).toBe(6);
    expect(refused.stderr).toContain('EXPORT_FILE_EXISTS');
    expect((await place.run('export', 'whole.mcap', '--out', 'twice', '--overwrite')).exitCode).toBe(0);
  });

  it.each([
    ['a format', ['--format', 'xls'], 'EXPORT_UNKNOWN_FORMAT'],
    ['a stream', ['--stream', 'nobody.01:eeg'], 'EXPORT_UNKNOWN_STREAM'],
    ['a kind of timestamps', ['--timestamps', 'smooth'], 'EXPORT_INVALID_OPTION'],
    ['an option of the format', ['--subject', '07'], 'EXPORT_INVALID_OPTION'],
  ])('ends with 2 for %s that is not there', async (_what, args, code) => {
    const { exitCode, stderr } = await place.run('export', 'whole.mcap', '--out', 'never', ...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(code);
  });
});

import { open, readFile, truncate, utimes, writeFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';

const place = new Workplace();

beforeAll(async () => {
  const { exitCode, stderr } = await place.run(
    ...['record', '--driver', 'synthetic', '--device', 'eeg', '--duration', '3s', '--out', 'whole.mcap'],
    ...['--name', 'rest', '--session', 'monday'],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const bytes = await readFile(place.path('whole.mcap'));
  await writeFile(place.path('cut.mcap'), bytes);
  // The indexes at the end, and a piece of the last chunk.
  await truncate(place.path('cut.mcap'), bytes.byteLength - 5000);
}, 60_000);

describe('modlink recordings', () => {
  it('lists what is in a folder, and what cannot be listed', async () => {
    await writeFile(place.path('text.mcap'), 'no recording');
    const { exitCode, stdout } = await place.run('recordings', '--folder', place.folder);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /\nrest · monday +20\d\d-\d\d-\d\d \d\d:\d\d +00:0\d +[\d.]+ kB +complete +\S+whole\.mcap\n/,
    );
    expect(stdout).toMatch(/ not finished +\S+cut\.mcap\n/);
    expect(stdout).toMatch(/\n2 recordings\.\n\nNot listed: \S+text\.mcap: .* no MCAP file/);
  });

  it('filters, and is one JSON document', async () => {
    const folder = ['--folder', place.folder];
    const names = async (...args: string[]) => {
      const { document } = await place.json('recordings', ...args, ...folder);
      return (document as { recordings: { path: string }[] }).recordings.map(({ path }) =>
        path.split(/[\\/]/).at(-1),
      );
    };
    expect((await names('MONDAY')).sort()).toEqual(['cut.mcap', 'whole.mcap']);
    expect(await names('whole')).toEqual(['whole.mcap']);
    expect(await names('--driver', 'openbci-cyton')).toEqual([]);
    expect(await names('--until', '2001-01-01')).toEqual([]);
    expect(await names('--driver', 'synthetic', '--since', '2001-01-01', '--limit', '1')).toHaveLength(1);
    expect((await place.run('recordings', '--since', 'yesterday')).stderr).toMatch(/is no date/);
  });
});

it('modlink recordings looks where the settings put them', async () => {
  await place.run('settings', '--set', `recordingsFolder=${place.folder}`);
  const { stdout } = await place.run('recordings', 'whole');
  expect(stdout).toContain('whole.mcap');
  await place.run('settings', '--reset');
  expect((await place.run('recordings', 'whole')).stdout).toContain('No recording was found in ');
});

describe('modlink verify and repair', () => {
  it('check a recording, finish one that was cut off, and find what is damaged', {
    timeout: 60_000,
  }, async () => {
    const whole = await place.run('verify', 'whole.mcap');
    expect(whole.exitCode).toBe(0);
    expect(whole.stdout).toMatch(/^whole\.mcap {2}sound\n[\d.]+ kB, \d chunks?, \d+ frames, \d events?\n/);
    expect(whole.stdout).toMatch(/\nsynthetic_eeg\.01:eeg +\d+ +[\d,]+ +250\.0 Hz /);

    const cut = await place.run('verify', 'cut.mcap');
    expect(cut).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/\nNOT_FINISHED {2}it was not finished/),
    });
    await utimes(place.path('cut.mcap'), Date.now() / 1000, Date.now() / 1000);
    const early = await place.run('repair', 'cut.mcap');
    expect(early).toMatchObject({ exitCode: 6, stderr: expect.stringContaining('REPAIR_IN_USE') });
    const repaired = await place.run('repair', 'cut.mcap', '--force');
    expect(repaired).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(
        /^Repaired cut\.mcap: \d+ frames and events, [\d.]+ kB\.\nIt was not finished/,
      ),
    });
    expect((await place.run('repair', 'cut.mcap')).stdout).toMatch(/was finished already/);
    expect((await place.json('verify', 'cut.mcap')).document).toMatchObject({
      isSound: true,
      complete: true,
      findings: [],
    });

    const file = await open(place.path('cut.mcap'), 'r+');
    await file.write(Buffer.alloc(4), 0, 4, 20_000);
    await file.close();
    const { exitCode, document } = await place.json('verify', 'cut.mcap');
    expect(exitCode).toBe(6);
    expect(document).toMatchObject({ isSound: false });
    expect((await place.run('verify', 'cut.mcap')).stdout).toMatch(
      /RECORD_DAMAGED {2}the record at byte \d+ is damaged/,
    );
  });
});

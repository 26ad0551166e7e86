import { readFile, truncate, writeFile } from 'node:fs/promises';
import { part } from '@modlink/test-parts';
import { beforeAll, describe, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';
import { TerminalCli } from './support/terminal.js';

const pty = await part('pty');
const place = new Workplace();

beforeAll(async () => {
  const { exitCode, stderr } = await place.run(
    ...['record', '--driver', 'synthetic', '--device', 'eeg', '--device', 'synthetic camera'],
    ...['--duration', '3s', '--out', 'whole.mcap', '--name', 'rest'],
  );
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  const bytes = await readFile(place.path('whole.mcap'));
  await writeFile(place.path('cut.mcap'), bytes);
  // The indexes at the end, and a piece of the last chunk.
  await truncate(place.path('cut.mcap'), bytes.byteLength - 5000);
}, 60_000);

/** The lines of JSON that a replay writes. */
async function replayed(...args: string[]) {
  const cli = place.start(['replay', ...args, '--json']);
  const { exitCode, stderr } = await cli.finished;
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return cli.lines();
}

const streamsOf = (line: Record<string, unknown> | undefined) =>
  (line?.streams ?? []) as { streamId: string; samples: number }[];
const eegSamples = (line: Record<string, unknown> | undefined): number =>
  streamsOf(line).find(({ streamId }) => streamId.endsWith(':eeg'))?.samples ?? 0;

describe('modlink replay, where the output is no terminal', { timeout: 60_000 }, () => {
  it('plays to the end, with the markers, and tells what it played', async () => {
    const lines = await replayed('whole.mcap', '--speed', '2');
    expect(lines[0]).toMatchObject({
      type: 'started',
      files: [{ path: 'whole.mcap', name: 'rest', complete: true, startMs: 0 }],
      replay: { speed: 2, loop: false },
    });
    const status = lines.find(({ type }) => type === 'status');
    expect(status).toMatchObject({ replay: { state: 'playing', speed: 2 } });
    expect(lines.find(({ type }) => type === 'recorded')).toMatchObject({
      event: { type: 'marker', label: 'trigger', data: { index: 1 } },
    });
    expect(lines.at(-1)).toMatchObject({
      type: 'finished',
      ending: 'ended',
      replay: { state: 'ended' },
      streams: [
        { streamId: 'synthetic_eeg.01:eeg', gaps: 0 },
        { streamId: 'synthetic_video.01:video', gaps: 0 },
      ],
    });
    expect(eegSamples(lines.at(-1))).toBeGreaterThan(700);
  });

  it('plays from a time on, and what is left of a recording that was cut off', async () => {
    const all = eegSamples((await replayed('whole.mcap', '--speed', 'max')).at(-1));
    const late = eegSamples((await replayed('whole.mcap', '--speed', 'max', '--from', '2s')).at(-1));
    expect(late).toBeGreaterThan(0);
    expect(late).toBeLessThan(all / 2);
    const lines = await replayed('cut.mcap', '--speed', 'max');
    expect(lines[0]).toMatchObject({ files: [{ complete: false }] });
    expect(eegSamples(lines.at(-1))).toBeGreaterThan(100);
  });

  it('plays several beside each other', async () => {
    const lines = await replayed('whole.mcap', 'cut.mcap', '--align', 'start', '--speed', 'max');
    expect(
      streamsOf(lines.at(-1))
        .map(({ streamId }) => streamId)
        .sort(),
    ).toEqual([
      'synthetic_eeg.01:eeg',
      'synthetic_eeg.02:eeg',
      'synthetic_video.01:video',
      'synthetic_video.02:video',
    ]);
  });

  it('loops until it is ended, and prints a status for people', async () => {
    const cli = place.start(['replay', 'whole.mcap', '--loop', '--speed', '16']);
    await cli.says(/\n00:01 {2}synthetic_eeg\.01:eeg +250\.0 Hz {2}[\d,]+ samples {2}0 gaps/);
    await cli.says(/\nreplay {2}00:0\d of 00:0\d {2}16 x {2}playing\n/);
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
  });

  it.each([
    ['a speed', ['whole.mcap', '--speed', '100'], 2, /"100" is no speed/],
    ['an alignment', ['whole.mcap', '--align', 'end'], 2, /REPLAY_INVALID_OPTIONS/],
    ['a missing file', ['nowhere.mcap'], 6, /RECORDING_NOT_FOUND/],
    ['no file', [], 2, /missing required argument/],
  ])('refuses %s that it cannot use', async (_, args, code, words) => {
    const { exitCode, stderr } = await place.run('replay', ...args);
    expect(exitCode).toBe(code);
    expect(stderr).toMatch(words);
  });
});

pty.describe('modlink replay on a terminal', () => {
  it('shows the pictures of the streams, and is steered with keys', { timeout: 90_000 }, async () => {
    const terminal = new TerminalCli({
      args: ['replay', 'whole.mcap', '--speed', '0.5'],
      cwd: place.folder,
      env: place.environment,
    });
    await terminal.shows(/ModLink replay {2}rest .*0\.5 x · playing\n━*─+ 00:0\d of 00:0\d/);
    await terminal.shows(/\nFp1 +-?\d[\d.]* {2} *[▁-█]+/);
    terminal.press(' ');
    await terminal.shows(/· paused\n/);
    await terminal.shows(/space play · ← → 5 s/);
    terminal.press('+');
    await terminal.shows(/ 1 x · paused/);
    terminal.press('+');
    terminal.press('-');
    terminal.press('-');
    terminal.press('-');
    await terminal.shows(/0\.25 x · paused/);
    // To the end, and back to the start.
    terminal.press('\u001B[C');
    await terminal.shows(/ 00:0[23] of 00:0\d\n/);
    terminal.press('\u001BOD');
    await terminal.shows(/\n─+ 00:00 of 00:0\d\n/);
    terminal.press('l');
    await terminal.shows(/0\.25 x · loop · paused/);
    terminal.press(' ');
    await terminal.shows(/0\.25 x · loop · playing/);
    terminal.press('q');
    expect(await terminal.exited).toBe(0);
    await terminal.shows(/Replayed 2 streams up to \d+\.\d{3} s in /);
  });

  it('stays at the end, and plays again', { timeout: 90_000 }, async () => {
    const terminal = new TerminalCli({
      args: ['replay', 'whole.mcap', '--speed', '16'],
      cwd: place.folder,
      env: place.environment,
    });
    await terminal.shows(/16 x · ended\n━+ 00:0\d of 00:0\d/);
    terminal.press('-');
    terminal.press('-');
    terminal.press('-');
    terminal.press('-');
    terminal.press(' ');
    await terminal.shows(/1 x · playing/);
    terminal.press('\u0003');
    expect(await terminal.exited).toBe(0);
  });
});

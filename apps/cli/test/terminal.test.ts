import { part } from '@modlink/test-parts';
import stringWidth from 'string-width';
import { expect, it, vi } from 'vitest';
import { patience, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';
import { TerminalCli } from './support/terminal.js';

const pty = await part('pty');
const place = new Workplace();

function open(
  args: readonly string[],
  size: { columns?: number; rows?: number } = {},
  env = {},
): TerminalCli {
  return new TerminalCli({ args, cwd: place.folder, env: { ...place.environment, ...env }, ...size });
}

pty.describe('modlink start on a terminal', () => {
  it('shows every stream with its figures and a picture, and ends with q', async () => {
    const terminal = open(['start']);
    await terminal.shows(/ModLink live {2}http:\/\/127\.0\.0\.1:\d+ .*5 devices · \d+ markers? · 00:0[1-9]/);
    for (const title of ['EEG', 'Acceleration', 'Angular rate', 'Pressure', 'Line scan', 'Test card']) {
      await terminal.shows(new RegExp(`${title} .*Hz`));
    }
    await terminal.shows(/EEG uV {2}Synthetic EEG .* Hz · [\d,]+ samples · 0 gaps · ±\d/);
    await terminal.shows(/\nFp1 +-?\d[\d.]* {2} *[▁-█]{10,}/);
    await terminal.shows('▀▀▀▀▀▀▀▀');
    // Colours of a heat map.
    expect(terminal.written).toMatch(/\u001B\[38;2;\d+;\d+;\d+;48;2;\d+;\d+;\d+m▀/);
    await terminal.shows(/q quit · then record: modlink record --driver synthetic --device "Synthetic EEG"/);
    terminal.press('q');
    expect(await terminal.exited).toBe(0);
    await terminal.shows(/Watched 6 streams of 5 devices/);
    expect(terminal.lines().join('\n')).not.toContain('ModLink live');
    // The cursor is shown again.
    expect(terminal.written.lastIndexOf('\u001B[?25h')).toBeGreaterThan(
      terminal.written.lastIndexOf('\u001B[?25l'),
    );
  }, 90_000);

  it('fits into 80 x 24 without colours, and follows a resize', async () => {
    const terminal = open(['start'], { columns: 80, rows: 24 }, { NO_COLOR: '1' });
    await terminal.shows(/Test card.*Hz/);
    await terminal.shows(/q quit/);
    const lines = terminal.lines();
    expect(lines[0]).toMatch(/^ModLink live/);
    expect(lines.filter((line) => stringWidth(line) > 79)).toEqual([]);
    expect(terminal.written).not.toMatch(/\u001B\[[\d;]*m/);
    terminal.resize(50, 16);
    await vi.waitFor(() => {
      const narrow = terminal.lines();
      expect(narrow[0]).toMatch(/^ModLink live/);
      expect(narrow.filter((line) => stringWidth(line) > 49)).toEqual([]);
      expect(narrow.join('\n')).toMatch(/and \d more streams: there is no room for more\nq quit/);
    }, patience);
    terminal.press('\u0003');
    expect(await terminal.exited).toBe(0);
  }, 90_000);
});

pty.describe('modlink record on a terminal', () => {
  it('sets markers with m and segments with s, and stops with q', async () => {
    const terminal = open([
      'record',
      '--driver',
      'synthetic',
      '--device',
      'eeg',
      '--out',
      'keys.mcap',
      '--duration',
      '1h',
    ]);
    await terminal.shows(/● Recording 00:0\d of 1:00:00 .* · on disk up to 00:0\d/);
    await terminal.shows(/m marker \(0\) · s start segment · q stop and complete the file/);
    terminal.press('m');
    await terminal.shows(/m marker \(1\)/);
    terminal.press('s');
    await terminal.shows(/Recording .* · segment 1 .*s end segment/s);
    terminal.press('s');
    await terminal.shows(/s start segment/);
    terminal.press('m');
    terminal.press('s');
    await terminal.shows(/segment 2 started/);
    terminal.press('q');
    expect(await terminal.exited).toBe(0);
    await terminal.shows(/Recorded \d+\.\d{3} s/);

    const { document } = await place.json('inspect', 'keys.mcap');
    const { complete, events } = shapes.inspect.parse(document);
    expect(complete).toBe(true);
    const set = events
      .filter(({ label }) => label !== 'trigger')
      .map(({ type, label }) => `${type} ${label}`);
    expect(set).toEqual([
      'marker marker 1',
      'segment-start segment 1',
      'segment-end segment 1',
      'marker marker 2',
      'segment-start segment 2',
      'segment-end segment 2',
    ]);
    expect(events.find(({ label }) => label === 'marker 2')?.data).toEqual({ number: 2 });
  }, 90_000);

  it('completes the file at Ctrl-C', async () => {
    const terminal = open(['record', '--driver', 'synthetic', '--device', 'eeg', '--out', 'ctrl-c.mcap']);
    await terminal.shows(/on disk up to/);
    terminal.press('\u0003');
    expect(await terminal.exited).toBe(0);
    await terminal.shows(/Recorded \d/);
    const { document } = await place.json('inspect', 'ctrl-c.mcap');
    expect(shapes.inspect.parse(document).complete).toBe(true);
  }, 90_000);

  it('tells of a lost device below the view that it leaves', async () => {
    const terminal = open([
      ...['record', '--driver', 'synthetic', '--device', 'eeg', '--out', 'lost.mcap'],
      ...['--set', 'simulateDisconnectAfterS=1'],
    ]);
    expect(await terminal.exited).toBe(5);
    await terminal.shows(/Error: The connection to Synthetic EEG \(synthetic_eeg\.01\) was lost/);
  }, 90_000);
});

pty.describe('other commands on a terminal', () => {
  it('are in colour, unless NO_COLOR is set', async () => {
    const coloured = open(['drivers']);
    expect(await coloured.exited).toBe(0);
    expect(coloured.written).toMatch(/\u001B\[32mok/);
    const plain = open(['drivers'], {}, { NO_COLOR: '1' });
    expect(await plain.exited).toBe(0);
    expect(plain.written).not.toContain('\u001B[32m');
    const asked = open(['drivers', '--no-color']);
    expect(await asked.exited).toBe(0);
    expect(asked.written).not.toContain('\u001B[32m');
  }, 60_000);

  it('stack what a narrow terminal has no columns for', async () => {
    const terminal = open(['search', 'synthetic'], { columns: 40, rows: 50 });
    expect(await terminal.exited).toBe(0);
    await terminal.shows(/DEVICE {4}Synthetic EEG\nDETAILS {3}8 channels/);
  }, 60_000);
});

import { readFile } from 'node:fs/promises';
import { type CytonProcess, startCytonProcess, syntheticCytonSamples } from '@modlink/simulators';
import { part } from '@modlink/test-parts';
import { afterEach, expect, it, vi } from 'vitest';
import { patience, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const pty = await part('pty');
const place = new Workplace();
let simulator: CytonProcess | undefined;

afterEach(async () => {
  await simulator?.close();
  simulator = undefined;
});

/** A board that measures for long enough, and the options that name its port. */
async function plugIn(): Promise<string[]> {
  simulator = await startCytonProcess({ samples: syntheticCytonSamples({ length: 60_000 }) });
  return ['--driver', 'openbci-cyton', '--set', `port=${simulator.path}`];
}

pty.describe('an OpenBCI Cyton', () => {
  it('is recorded over a serial port, inspected and exported', async () => {
    const { exitCode, stdout } = await place.run(
      'record',
      ...(await plugIn()),
      '--duration',
      '3s',
      '--out',
      'cyton.mcap',
    );
    expect(stdout).toMatch(/\n00:02 {2}openbci_cyton\.01:eeg +\d+\.\d Hz {2}\d+ samples {2}0 gaps/);
    expect(exitCode).toBe(0);

    const { document } = await place.json('inspect', 'cyton.mcap');
    const { complete, streams, drivers } = shapes.inspect.parse(document);
    expect(complete).toBe(true);
    expect(streams.map(({ streamId }) => streamId)).toEqual([
      'openbci_cyton.01:eeg',
      'openbci_cyton.01:accel',
    ]);
    expect(streams.map(({ statistics }) => [statistics?.gaps, statistics?.lostSamples])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(drivers[0]).toMatchObject({ driverId: 'openbci-cyton', settings: { port: simulator?.path } });

    const exported = await place.json('export', 'cyton.mcap', '--format', 'csv');
    expect(exported.exitCode).toBe(0);
    const { files } = shapes.exported.parse(exported.document);
    const eeg = files.find(({ streamId }) => streamId?.endsWith(':eeg'));
    const rows = (await readFile(eeg?.path ?? '', 'utf8')).trim().split('\n').slice(1);
    expect(rows).toHaveLength(streams[0]?.statistics?.samples ?? 0);
    expect(rows.length).toBeGreaterThan(500);
    // The board measures what the simulator was given, in order: microvolts of the counts at a gain of 24.
    const microvoltPerCount = (4.5 / 24 / (2 ** 23 - 1)) * 1e6;
    for (const [index, row] of rows.entries()) {
      const measured = row
        .split(',')
        .slice(5)
        .map((text) => Math.fround(Number(text)));
      const truth = simulator?.samples[index]?.counts.map((count) => Math.fround(count * microvoltPerCount));
      expect(measured).toEqual(truth);
    }
  }, 90_000);

  it('that is unplugged leaves its file, and the exit code 5', async () => {
    const cli = place.start(['record', ...(await plugIn()), '--out', 'unplugged.mcap', '--json']);
    await vi.waitFor(() => expect(cli.lines().map(({ type }) => type)).toContain('status'), patience);
    await simulator?.unplug();
    const { exitCode } = await cli.finished;
    expect(exitCode).toBe(5);
    expect(cli.lines().at(-1)).toMatchObject({ type: 'error', error: { code: 'RECORDING_INCOMPLETE' } });
    const { complete, events } = shapes.inspect.parse(
      (await place.json('inspect', 'unplugged.mcap')).document,
    );
    expect(complete).toBe(true);
    expect(events.map(({ type }) => type)).toContain('connection-lost');
  }, 90_000);

  it('whose port is not there is an error with what to do', async () => {
    const { exitCode, stdout, stderr } = await place.run(
      ...['record', '--driver', 'openbci-cyton', '--set', 'port=/dev/ttyNOWHERE', '--out', 'nowhere.mcap'],
    );
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toMatch(/no serial port \/dev\/ttyNOWHERE\. Plug the device in.*DEVICE_NOT_FOUND/s);
  }, 60_000);
});

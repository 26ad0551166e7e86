import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fixtures, hostFixtures, patience, Workplace } from './support/cli.js';
import { childrenOf } from './support/processes.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();
const factories = join(hostFixtures, 'factories');
const lonely = join(fixtures, 'lonely');

describe('modlink search', () => {
  it('shows a table of what was found', async () => {
    const { exitCode, stdout } = await place.run('search', 'synthetic');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^DEVICE\s+DETAILS\s+DRIVER\s+IDENTITY\n/);
    expect(stdout).toMatch(
      /\nSynthetic EEG\s+8 channels at 250 Hz, with markers\s+synthetic\s+synthetic_eeg\n/,
    );
  });

  it('is one JSON document', async () => {
    const { exitCode, document } = await place.json('search', '--timeout', '30s');
    expect(exitCode).toBe(0);
    const { devices } = shapes.search.parse(document);
    expect(devices.find(({ identity }) => identity === 'synthetic_imu')).toMatchObject({
      driverId: 'synthetic',
      title: 'Synthetic IMU',
      extra: { kind: 'imu' },
    });
  });

  it('says in words that nothing was found, and ends with 3', { timeout: 60_000 }, async () => {
    const { exitCode, stdout } = await place.run('search', 'lonely', '--root', lonely);
    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /^Without a transport: nothing found with lonely\.\n\nNo device found\. Plug it in/,
    );
    const json = await place.json('search', 'lonely', '--root', lonely);
    expect(json.exitCode).toBe(3);
    expect(shapes.search.parse(json.document)).toEqual({ devices: [], failures: [], slow: [] });
  });

  it('says why a search failed, and ends with 4 when nothing was found at all', {
    timeout: 60_000,
  }, async () => {
    const { exitCode, stdout } = await place.run('search', 'throws', '--root', factories);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/throws could not search: .*no licence file/s);
    const { document } = await place.json('search', 'throws', '--root', factories);
    expect(shapes.search.parse(document).failures[0]).toMatchObject({
      driverId: 'throws',
      error: { code: 'DRIVER_FACTORY_FAILED' },
    });
  });

  it('does not let one driver spoil the others', async () => {
    const { exitCode, stdout } = await place.run('search', '--timeout', '30s', '--root', lonely);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Synthetic EEG');
    expect(stdout).toMatch(/nothing found with .*lonely/);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('gives up at %s and ends with %d', async (signal, code) => {
    const cli = place.start(['search', 'patient', '--root', join(fixtures, 'patient')]);
    // The handler of signals is there once a driver runs.
    await vi.waitFor(async () => expect(await childrenOf(cli.child.pid ?? 0)).toHaveLength(1), patience);
    cli.child.kill(signal);
    const { exitCode, stdout, stderr } = await cli.finished;
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
    expect(stderr).toContain('Interrupted.');
  });

  it('gives up a driver that takes much longer than the others, and names it', async () => {
    const { exitCode, stdout } = await place.run(
      'search',
      '--timeout',
      '1s',
      '--root',
      join(fixtures, 'patient'),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/Not done in time: .*patient.*modlink search/s);
  });
});

describe('modlink search --watch', () => {
  it('begins with what is there, and ends in order when it is interrupted', async () => {
    const cli = place.start(['search', 'synthetic', '--watch', '--json']);
    await vi.waitFor(() => expect(cli.lines()).toHaveLength(1), patience);
    const [{ type, ...document } = { type: '' }] = cli.lines();
    expect(type).toBe('found');
    expect(shapes.search.parse(document).devices.length).toBeGreaterThan(3);
    await cli.says('Watching');
    cli.child.kill('SIGINT');
    expect(await cli.finished).toMatchObject({ exitCode: 0 });
  });
});

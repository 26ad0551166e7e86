import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { patience, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();

const values = async () =>
  shapes.hostSettings.parse((await place.json('settings')).document).values as Record<string, unknown>;

/** What `modlink record` says of its recording at the end. */
async function recorded(...more: string[]): Promise<{ path: string; metadata: object }> {
  const cli = place.start([
    'record',
    '--driver',
    'synthetic',
    '--device',
    'imu',
    '--duration',
    '1s',
    '--json',
    ...more,
  ]);
  await cli.finished;
  const line = shapes.liveLine.parse(cli.lines().at(-1)) as unknown;
  return (line as { recording: { path: string; metadata: object } }).recording;
}

describe('modlink settings without a driver', { timeout: 60_000 }, () => {
  it('shows those of the host: value, default, limits, and from when on a change counts', async () => {
    const { exitCode, stdout } = await place.run('settings');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^SETTING\s+VALUE\s+DEFAULT\s+ALLOWED\s+COUNTS FROM\s+WHAT\n/);
    expect(stdout).toMatch(/\npreRollMs\s+0\s+0\s+0 to 600000\s+at once/);
    expect(stdout).toMatch(/\nreconnect\.mode\s+on\s+on\s+on, off\s+at once/);
    expect(stdout).toMatch(/\nsafeMode\s+false\s+false\s+true, false\s+next start/);
  });

  it('saves values, keeps those before, and goes back to the defaults', async () => {
    await place.run('settings', '--set', 'compression=lz4', '--set', 'reconnect.mode=off');
    await place.run('settings', '--set', 'durableWithinMs=250');
    expect(await values()).toMatchObject({
      compression: 'lz4',
      durableWithinMs: 250,
      reconnect: { mode: 'off', maxAttempts: 25 },
    });
    await place.run('settings', '--reset');
    expect(await values()).toMatchObject({
      compression: 'none',
      durableWithinMs: 1_000,
      reconnect: { mode: 'on' },
    });
  });

  it.each([
    ['compression=zip', /compression/],
    ['volume=11', /no setting volume/],
    ['reconnect.tries=1', /tries/],
  ])('refuses %s, and changes nothing', async (assignment, words) => {
    const before = await values();
    const { exitCode, stderr } = await place.run('settings', '--set', assignment);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
    expect(await values()).toEqual(before);
  });

  it('decides for modlink record what its options do not', async () => {
    const folder = join(place.folder, 'kept here');
    await place.run('settings', '--set', `recordingsFolder=${folder}`, '--set', 'compression=zstd');
    const { path, metadata } = await recorded('--metadata', 'room=7', '--metadata', 'by=me');
    expect(path.startsWith(folder)).toBe(true);
    expect(metadata).toEqual({ room: 7, by: 'me' });
    expect((await readFile(path)).includes('zstd')).toBe(true);
    // What the command line says is more.
    const out = place.path('x.mcap');
    expect((await recorded('--compression', 'none', '--out', out)).path).toBe(out);
    expect((await readFile(out)).includes('zstd')).toBe(false);
    await place.run('settings', '--reset');
  });
});

describe('modlink record --until', { timeout: 60_000 }, () => {
  it('refuses what is over, and two ends', async () => {
    const record = ['record', '--driver', 'synthetic', '--device', 'eeg'];
    const over = await place.run(...record, '--until', '2020-01-01T10:00');
    expect(over.exitCode).toBe(2);
    expect(over.stderr).toContain('is over');
    const both = await place.run(...record, '--until', '10:00', '--duration', '1s');
    expect(both.exitCode).toBe(2);
    expect(both.stderr).toContain('give one of them');
  });
});

describe('modlink start', { timeout: 60_000 }, () => {
  it('takes its options before the settings, and shows where recordings go', async () => {
    await place.run('settings', '--set', 'preRollMs=5000');
    const folder = join(place.folder, 'elsewhere');
    const cli = place.start(['start', '--device', 'imu', '--port', '0', '--recordings', folder]);
    await cli.says(/Recordings: .*elsewhere; they begin 5 s before/);
    const url = /http:\/\/[\d.:]+/.exec(cli.stdout)?.[0];
    const settings = (await (await fetch(`${url}/api/v1/host/settings`)).json()) as Record<string, unknown>;
    expect(settings).toMatchObject({
      values: { recordingsFolder: folder, preRollMs: 5_000 },
      // MODLINK_KEEP_AWAKE is off in these tests.
      overridden: ['recordingsFolder', 'keepAwake'],
    });
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
    await place.run('settings', '--reset');
  });
});

describe('modlink policy and modlink health', { timeout: 60_000 }, () => {
  it('set what is done about a driver and a device, and tell what befell them', async () => {
    const ofDriver = await place.json('policy', 'synthetic', '--set', 'reconnect.maxAttempts=3');
    expect(shapes.policy.parse(ofDriver.document)).toMatchObject({
      policy: { reconnect: { mode: 'on', maxAttempts: 3 } },
      own: { reconnect: { maxAttempts: 3 } },
    });
    const unknown = await place.run('policy', 'synthetic_imu.09');
    expect(unknown.exitCode).toBe(2);

    const cli = place.start(['start', '--device', 'imu', '--port', '0', '--json']);
    await vi.waitFor(() => expect(cli.lines().map(({ type }) => type)).toContain('started'), patience);
    const url = String(cli.lines().find(({ type }) => type === 'started')?.url);
    const { devices } = (await (await fetch(`${url}/api/v1/devices`)).json()) as {
      devices: { pid: number }[];
    };
    process.kill(devices[0]?.pid ?? Number.NaN, 'SIGKILL');
    await vi.waitFor(async () => {
      const answer = await fetch(`${url}/api/v1/drivers/synthetic/health`);
      const { entries } = (await answer.json()) as { entries: { kind: string }[] };
      expect(entries.map(({ kind }) => kind)).toEqual(['restarted', 'crashed']);
    }, patience);
    cli.child.kill('SIGINT');
    await cli.finished;

    const { document } = await place.json('health', 'synthetic_imu.01');
    expect(shapes.health.parse(document).entries).toMatchObject([{ kind: 'restarted' }, { kind: 'crashed' }]);
    expect((await place.run('health')).stdout).toMatch(
      /crashed {2}synthetic_imu\.01\n.*SIGKILL.*\n {2}-> It is started/s,
    );
    const ofDevice = await place.json('policy', 'synthetic_imu.01', '--set', 'silence.action=report');
    expect(shapes.policy.parse(ofDevice.document)).toMatchObject({
      policy: { reconnect: { maxAttempts: 3 }, silence: { action: 'report' } },
      own: { silence: { action: 'report' } },
    });
    expect((await place.run('policy', 'synthetic_imu.01')).stdout).toMatch(
      /\nsilence\.action\s+report\s+synthetic_imu\.01/,
    );
    const reset = await place.json('policy', 'synthetic_imu.01', '--reset');
    expect(shapes.policy.parse(reset.document).own).toEqual({});
  });
});

describe('modlink doctor --bundle', { timeout: 60_000 }, () => {
  it('writes a zip for a bug report', async () => {
    const path = join(place.folder, 'report.zip');
    const { document } = await place.json('doctor', '--bundle', path);
    expect(shapes.doctor.parse(document).bundle).toBe(path);
    const bytes = await readFile(path);
    for (const name of ['about.json', 'doctor.json', 'settings.json', 'health.json'])
      expect(bytes.includes(name), name).toBe(true);
    const refused = await place.run('doctor', '--bundle', join(place.folder, 'none', 'x.zip'));
    expect(refused.exitCode).toBe(2);
  });
});

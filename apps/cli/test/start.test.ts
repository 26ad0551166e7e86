import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { hostFixtures, patience, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();

describe('modlink start, where the output is no terminal', { timeout: 60_000 }, () => {
  it('prints a status of every synthetic stream each second', async () => {
    const { exitCode, stdout, stderr } = await place.run('start', '--duration', '2500ms');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const streams = [
      'eeg.01:eeg',
      'imu.01:accel',
      'imu.01:gyro',
      'field.01:field',
      'raster.01:raster',
      'video.01:video',
    ];
    for (const stream of streams) {
      expect(stdout).toMatch(
        new RegExp(`\\n00:02 {2}synthetic_${stream} +[\\d,.]+ Hz {2}[\\d,]+ samples? {2}0 gaps`),
      );
    }
    expect(stdout).toMatch(/\nWatched 6 streams of 5 devices for \d+\.\d{3} s\.\n/);
    expect(stdout).toMatch(
      /\nRecord them: modlink record --driver synthetic --device "Synthetic EEG" --duration 10s\n$/,
    );
    expect(stdout).not.toContain('\u001B');
  });

  it('writes lines of JSON', async () => {
    const cli = place.start(['start', '--device', 'eeg', '--duration', '1500ms', '--json']);
    const { exitCode, stderr } = await cli.finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = cli.lines().map((line) => shapes.liveLine.parse(line));
    expect(lines.find(({ type }) => type === 'started')).toMatchObject({
      devices: [{ deviceId: 'synthetic_eeg.01', title: 'Synthetic EEG', streams: [{ streamKey: 'eeg' }] }],
    });
    expect(lines.find(({ type }) => type === 'status')).toMatchObject({
      streams: [{ streamId: 'synthetic_eeg.01:eeg', gaps: 0 }],
    });
    expect(lines.at(-1)).toMatchObject({ type: 'finished', ending: 'duration' });
  });

  it('serves the studio and the API meanwhile, and goes on without devices', async () => {
    const cli = place.start(['start', '--device', 'eeg', '--port', '0', '--json']);
    await vi.waitFor(() => expect(cli.lines().map(({ type }) => type)).toContain('started'), patience);
    const url = String(cli.lines().find(({ type }) => type === 'started')?.url);
    expect(await (await fetch(url)).text()).toContain('<title>ModLink</title>');
    const ask = async (path: string, method = 'GET') =>
      (await (await fetch(`${url}/api/v1${path}`, { method })).json()) as { devices: { state: string }[] };
    expect((await ask('/devices')).devices).toMatchObject([{ state: 'streaming' }]);
    await ask('/devices/synthetic_eeg.01/disconnect', 'POST');
    expect((await ask('/devices')).devices).toMatchObject([{ state: 'disconnected' }]);
    expect(cli.child.exitCode).toBeNull();
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
  });

  it('brings the devices of a setup up', async () => {
    const first = place.start(['start', '--device', 'eeg', '--port', '0', '--json']);
    await vi.waitFor(() => expect(first.lines().map(({ type }) => type)).toContain('started'), patience);
    const url = String(first.lines().find(({ type }) => type === 'started')?.url);
    const saved = await fetch(`${url}/api/v1/setups/lab%201`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(saved.status).toBe(200);
    first.child.kill('SIGINT');
    expect((await first.finished).exitCode).toBe(0);

    const again = await place.run('start', '--setup', 'lab 1', '--duration', '1500ms');
    expect(again).toMatchObject({ exitCode: 0, stderr: '' });
    expect(again.stdout).toContain('Watched 1 stream of 1 device');
    const unknown = await place.run('start', '--setup', 'lab 2', '--duration', '1s');
    expect(unknown.exitCode).not.toBe(0);
    expect(unknown.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'There is no setup "lab 2". The setups are: "lab 1".',
    );
  });

  it('only watches with --no-server', async () => {
    const { exitCode, stdout } = await place.run(
      ...[
        'start',
        '--no-server',
        '--device',
        'eeg',
        '--set',
        'simulateDisconnectAfterS=1',
        '--duration',
        '2s',
      ],
    );
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('http://');
  });

  it.each([
    ['--port', '70000', 'from 0 to 65535'],
    ['--token', 'short', 'a token has 16 characters at least'],
    ['--address', '203.0.113.7', 'cannot listen at 203.0.113.7'],
  ])('says what is wrong with %s %s', async (option, value, words) => {
    const { exitCode, stderr } = await place.run(
      'start',
      '--device',
      'eeg',
      '--duration',
      '1s',
      option,
      value,
    );
    expect(exitCode).not.toBe(0);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words);
  });

  it('ends with 0 at Ctrl-C', async () => {
    const cli = place.start(['start', '--device', 'imu']);
    await cli.says(/00:01 .*samples/);
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
  });

  it('ends in order when nobody reads its output any more', async () => {
    const cli = place.start(['start', '--device', 'imu']);
    await cli.says(/00:01 .*samples/);
    cli.child.stdout.destroy();
    expect((await cli.finished).exitCode).toBe(0);
  });

  it('goes on with those that can be connected', async () => {
    const cli = place.start([
      ...['start', '--driver', 'misbehaving', '--root', join(hostFixtures, 'misbehaving')],
      ...['--device', 'connect-throws', '--device', 'nothing', '--json'],
    ]);
    await vi.waitFor(() => expect(cli.lines().map(({ type }) => type)).toContain('status'), patience);
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
    expect(cli.stderr).toMatch(/connect-throws could not be connected: the device said no/);
  });

  it('looks for a device that went away', async () => {
    const cli = place.start(['start', '--device', 'eeg', '--set', 'simulateDisconnectAfterS=1']);
    await cli.says(/! synthetic_eeg\.01: connection lost: SIMULATED_DISCONNECT/);
    await cli.says(/• synthetic_eeg\.01: looking for it again in 1 s \(attempt 1\)/);
    await cli.says(/• synthetic_eeg\.01: is back; nothing was received for \d+\.\d s/);
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
  });

  it('ends with 4 when no device can be connected', async () => {
    const { exitCode, stderr } = await place.run(
      ...['start', '--driver', 'misbehaving', '--root', join(hostFixtures, 'misbehaving')],
      ...['--device', 'connect-throws'],
    );
    expect(exitCode).toBe(4);
    expect(stderr).toContain('the device said no');
  });
});

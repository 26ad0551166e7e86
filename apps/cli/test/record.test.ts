import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { fixtures, hostFixtures, patience, type RunningCli, Workplace } from './support/cli.js';
import { childrenOf, isAlive } from './support/processes.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();
const steady = join(hostFixtures, 'steady');
const eeg = ['record', '--driver', 'synthetic', '--device', 'eeg'];

async function inspect(file: string) {
  const { exitCode, document } = await place.json('inspect', place.path(file));
  expect(exitCode).toBe(0);
  return shapes.inspect.parse(document);
}

/** Waits until the recording has something of the device. */
async function hasFrames(cli: RunningCli): Promise<void> {
  await vi.waitFor(() => {
    const last = cli.lines().findLast(({ type }) => type === 'status');
    expect((last?.recording as { frames: number } | undefined)?.frames).toBeGreaterThan(0);
  }, patience);
}

describe('modlink record', { timeout: 60_000 }, () => {
  it('records for a time and says what came of it', async () => {
    const { exitCode, stdout, stderr } = await place.run(
      ...eeg,
      ...[
        '--duration',
        '2s',
        '--out',
        'a.mcap',
        '--name',
        'first',
        '--session',
        'monday',
        '--experiment',
        'alpha',
      ],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Recording to .*a\.mcap\n/);
    expect(stdout).toMatch(/\n00:01 {2}synthetic_eeg\.01:eeg {2}\d+\.\d Hz {2}\d+ samples {2}0 gaps/);
    expect(stdout).toMatch(/\n00:01 {2}file {2}.*disk/);
    expect(stdout).toMatch(/\nRecorded \d+\.\d{3} s, \d+ events?, /);
    expect(stdout).toContain('modlink inspect');
    expect(stdout).not.toContain('\u001B');
    const info = await inspect('a.mcap');
    expect(info).toMatchObject({ complete: true, name: 'first', session: 'monday', experiment: 'alpha' });
    expect(info.streams.map(({ streamId }) => streamId)).toEqual(['synthetic_eeg.01:eeg']);
    expect(info.streams[0]?.statistics?.samples).toBeGreaterThan(400);
    expect(info.drivers[0]).toMatchObject({ package: '@modlink/driver-synthetic', driverId: 'synthetic' });
  });

  it('waits for Enter with --pre-roll, and has what came before it', async () => {
    const typed = { typed: true };
    const cli = place.start([...eeg, '--pre-roll', '10m', '--duration', '1s', '--out', 'before.mcap'], typed);
    await cli.says('Press Enter to record');
    // The past that is to be in it.
    await new Promise((resolve) => setTimeout(resolve, 500));
    cli.child.stdin.write('\n');
    expect(await cli.finished).toMatchObject({ exitCode: 0 });
    const { firstNs = 0n, startedNs } = await inspect('before.mcap');
    expect(BigInt(firstNs)).toBeLessThan(BigInt(startedNs));
  });

  it('does not wait for an Enter that nobody can press', async () => {
    const { exitCode, stderr } = await place.run(...eeg, '--pre-roll', '1s', '--out', 'never.mcap');
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining('waits for Enter') });
    await expect(stat(place.path('never.mcap'))).rejects.toThrow();
  });

  it('writes lines of JSON, and nothing else', async () => {
    const cli = place.start([...eeg, '--duration', '2s', '--out', 'json.mcap', '--json']);
    const { exitCode, stderr } = await cli.finished;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    const lines = cli.lines().map((line) => shapes.liveLine.parse(line));
    const types = lines.map(({ type }) => type);
    expect(types.filter((type) => type === 'started')).toHaveLength(1);
    expect(types).toContain('status');
    expect(types.at(-1)).toBe('finished');
    expect(lines.at(-1)).toMatchObject({
      ending: 'duration',
      recording: { state: 'finished', path: place.path('json.mcap'), gaps: 0 },
    });
    expect(lines).toContainEqual(
      expect.objectContaining({
        type: 'event',
        event: expect.objectContaining({ type: 'marker', label: 'trigger' }),
      }),
    );
  });

  it('goes to several files, compressed, with subject and notes', async () => {
    const { exitCode, stdout, stderr } = await place.run(
      ...[...eeg, '--duration', '3500ms', '--out', 'parts.mcap', '--roll-every', '1s', '--roll-size', '1GB'],
      ...[
        '--compression',
        'zstd',
        '--durable-within',
        '200ms',
        '--fsync',
        '--subject',
        'P-07',
        '--notes',
        'calm',
      ],
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const part of [1, 2, 3]) expect(stdout).toContain(place.path(`parts_00${part}.mcap`));
    const info = await inspect('parts_002.mcap');
    expect(info).toMatchObject({ complete: true, subject: 'P-07', notes: 'calm', missingParts: [] });
    expect(info.parts?.length).toBeGreaterThanOrEqual(3);
    expect(info.streams[0]?.statistics?.samples).toBeGreaterThan(500);
    expect((await place.run('verify', place.path('parts_003.mcap'))).exitCode).toBe(0);
    await rm(place.path('parts_002.mcap'));
    const verified = await place.run('verify', place.path('parts_001.mcap'));
    expect(verified.exitCode).toBe(6);
    expect(verified.stdout).toContain('PART_MISSING  part 2 is not in the folder of the others');
    expect((await place.run('inspect', place.path('parts_001.mcap'))).stdout).toMatch(
      /\nFiles +parts_001\.mcap, parts_003\.mcap.*part 2 is missing\n/,
    );
  });

  it.each([
    [['--compression', 'best'], 'compression'],
    [['--roll-size', '7'], '"7" is no size'],
    [['--roll-every', 'soon'], 'no duration'],
  ])('refuses %s', async (options, words) => {
    const { exitCode, stderr } = await place.run(...eeg, ...options);
    expect({ exitCode, says: stderr.includes(words) }).toEqual({ exitCode: 2, says: true });
  });

  it('takes settings for this time only, and only some of the streams', async () => {
    const { exitCode } = await place.run(
      ...['record', '--driver', 'synthetic', '--device', 'imu', '--streams', '*:accel'],
      ...['--set', 'accelRateHz=400', '--duration', '1s', '--out', 'accel.mcap'],
    );
    expect(exitCode).toBe(0);
    const { streams } = await inspect('accel.mcap');
    expect(streams.map(({ streamId, descriptor }) => [streamId, descriptor.nominalSampleRateHz])).toEqual([
      ['synthetic_imu.01:accel', 400],
    ]);
    const { document } = await place.json('settings', 'synthetic');
    expect(shapes.settings.parse(document).values.accelRateHz).toBe(100);
  });

  it('records several drivers into one file', async () => {
    const { exitCode } = await place.run(
      ...['record', '--driver', 'synthetic', '--driver', 'steady', '--root', steady],
      ...[
        '--device',
        'eeg',
        '--device',
        'second',
        '--set',
        'steady:gain=3',
        '--duration',
        '1s',
        '--out',
        'two.mcap',
      ],
    );
    expect(exitCode).toBe(0);
    const { streams, drivers } = await inspect('two.mcap');
    expect(streams.map(({ streamId }) => streamId).sort()).toEqual([
      'steady.01:count',
      'synthetic_eeg.01:eeg',
    ]);
    expect(drivers.find(({ driverId }) => driverId === 'steady')?.settings).toEqual({ gain: 3 });
  });

  it('gives a recording a name of its own in a folder', async () => {
    const cli = place.start([...eeg, '--duration', '1s', '--out', '.', '--name', 'in a folder', '--json']);
    expect((await cli.finished).exitCode).toBe(0);
    const { path } = (cli.lines().at(-1) as unknown as { recording: { path: string } }).recording;
    expect(path.startsWith(place.folder)).toBe(true);
    expect(path).toMatch(/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_in a folder\.mcap$/);
    await stat(path);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('completes the file at %s', async (signal) => {
    const file = `${signal}.mcap`;
    const cli = place.start([...eeg, '--out', file, '--json']);
    await hasFrames(cli);
    cli.child.kill(signal);
    const { exitCode } = await cli.finished;
    expect(exitCode).toBe(0);
    expect(cli.lines().at(-1)).toMatchObject({
      type: 'finished',
      ending: 'stopped',
      recording: { state: 'finished' },
    });
    expect((await inspect(file)).complete).toBe(true);
  });

  it('completes the file at a Ctrl-C that reaches the drivers too, and leaves none of them', async () => {
    const cli = place.start([...eeg, '--out', 'group.mcap', '--json'], { detached: true });
    await hasFrames(cli);
    const { pid = 0 } = cli.child;
    const drivers = await childrenOf(pid);
    expect(drivers).toHaveLength(1);
    process.kill(-pid, 'SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
    expect((await inspect('group.mcap')).complete).toBe(true);
    expect(drivers.filter(isAlive)).toEqual([]);
  });

  it('keeps the file and ends with 5 when the device is lost', async () => {
    const { exitCode, stdout, stderr } = await place.run(
      ...eeg,
      ...['--set', 'simulateDisconnectAfterS=1', '--out', 'lost.mcap'],
    );
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/\nRecorded \d/);
    expect(stderr).toMatch(/! synthetic_eeg\.01: connection lost: SIMULATED_DISCONNECT/);
    expect(stderr).toMatch(
      /Error: The connection to Synthetic EEG \(synthetic_eeg\.01\) was lost.*RECORDING_INCOMPLETE/s,
    );
    const { complete, streams, events } = await inspect('lost.mcap');
    expect(complete).toBe(true);
    // Sample 0 is taken at the start itself.
    expect(streams[0]?.statistics?.samples).toBeGreaterThanOrEqual(250);
    expect(events.map(({ type }) => type)).toContain('connection-lost');
  });

  it('looks for a lost device with --reconnect, and goes on', async () => {
    const cli = place.start([
      ...eeg,
      ...['--reconnect', '--set', 'simulateDisconnectAfterS=4', '--out', 'back.mcap', '--json'],
    ]);
    const events = () => cli.lines().map((line) => (line.event as { type: string } | undefined)?.type);
    await vi.waitFor(() => expect(events()).toContain('reconnected'), patience);
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
    const recorded = (await inspect('back.mcap')).events.map(({ type }) => type);
    expect(recorded).toEqual(expect.arrayContaining(['connection-lost', 'reconnected']));
  });

  it('goes on with the others when one of several devices is lost', async () => {
    const cli = place.start([
      ...['record', '--driver', 'synthetic', '--driver', 'steady', '--root', steady, '--json'],
      ...['--device', 'eeg', '--device', 'first', '--set', 'synthetic:simulateDisconnectAfterS=0.2'],
      ...['--duration', '3s', '--out', 'one-lost.mcap'],
    ]);
    expect((await cli.finished).exitCode).toBe(5);
    const lines = cli.lines().map((line) => shapes.liveLine.parse(line));
    expect(lines.at(-2)).toMatchObject({ type: 'finished', ending: 'duration' });
    expect(lines.at(-1)).toMatchObject({ type: 'error', error: { code: 'RECORDING_INCOMPLETE' } });
  });

  it('goes on when a driver crashed and was started again', async () => {
    const cli = place.start([...eeg, '--out', 'crash.mcap', '--json']);
    await hasFrames(cli);
    const [driver = 0] = await childrenOf(cli.child.pid ?? 0);
    process.kill(driver, 'SIGKILL');
    const events = () => cli.lines().map((line) => (line.event as { type: string } | undefined)?.type);
    await vi.waitFor(() => expect(events()).toContain('restarted'), patience);
    expect(events()).toContain('isolate-failed');
    cli.child.kill('SIGINT');
    expect((await cli.finished).exitCode).toBe(0);
    const recorded = (await inspect('crash.mcap')).events.map(({ type }) => type);
    expect(recorded).toContain('restart');
  });

  it('says in words that a driver crashed and came back', async () => {
    const cli = place.start([...eeg, '--out', 'crash-words.mcap']);
    await cli.says(/00:01 .*samples/);
    const [driver = 0] = await childrenOf(cli.child.pid ?? 0);
    process.kill(driver, 'SIGKILL');
    await cli.says(/• synthetic_eeg\.01: is back; nothing was received for/);
    cli.child.kill('SIGINT');
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/! synthetic_eeg\.01: the driver ended by itself \(SIGKILL\)/);
    expect(stderr).toMatch(/• synthetic_eeg\.01: starting it again in 1 s \(attempt 1\)/);
  });
});

describe('a second Ctrl-C', { timeout: 60_000 }, () => {
  it('quits at once, says what is lost, and leaves a file that opens', async () => {
    const cli = place.start([
      ...['record', '--driver', 'stubborn', '--root', join(fixtures, 'stubborn')],
      ...['--out', 'second.mcap', '--json'],
    ]);
    await vi.waitFor(() => {
      const last = cli.lines().findLast(({ type }) => type === 'status');
      expect((last?.recording as { durableUpToNs?: string } | undefined)?.durableUpToNs).toBeDefined();
    }, patience);
    cli.child.kill('SIGINT');
    await cli.says(/Ending \.\.\. Ctrl-C again quits at once\./);
    cli.child.kill('SIGINT');
    const { exitCode, stderr } = await cli.finished;
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /Quit before the recording was completed: what came after its first \d+\.\d s is lost/,
    );
    const { complete, streams } = await inspect('second.mcap');
    expect(complete).toBe(false);
    expect(streams[0]?.frames).toBeGreaterThan(0);
  });
});

describe('modlink record refuses', { timeout: 60_000 }, () => {
  it.each([
    [
      'several devices without a choice',
      [],
      3,
      /found 5 devices:.*Synthetic EEG.*--device <text>.*DEVICE_AMBIGUOUS/s,
    ],
    [
      'a text that several have',
      ['--device', 'camera'],
      3,
      /matches 2 devices:.*line camera.*DEVICE_AMBIGUOUS/s,
    ],
    [
      'a text that none has',
      ['--device', 'muse'],
      3,
      /No device matches --device "muse".*Synthetic IMU.*DEVICE_NOT_MATCHED/s,
    ],
    [
      'streams that are not there',
      ['--device', 'eeg', '--streams', '*:ecg'],
      2,
      /The streams are synthetic_eeg\.01:eeg.*WRONG_USAGE/s,
    ],
    [
      'an unknown setting',
      ['--device', 'eeg', '--set', 'volume=11'],
      2,
      /volume: is not known.*SETTINGS_INVALID/s,
    ],
    ['a name with a line break', ['--device', 'eeg', '--name', 'a\nb'], 2, /RECORDING_INVALID_NAME/],
  ])('%s', async (_what, args, code, words) => {
    const { exitCode, stdout, stderr } = await place.run('record', '--driver', 'synthetic', ...args);
    expect(stderr).toMatch(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: code, stdout: '' });
  });

  it('to overwrite a file', async () => {
    expect((await place.run(...eeg, '--duration', '500ms', '--out', 'once.mcap')).exitCode).toBe(0);
    const { size } = await stat(place.path('once.mcap'));
    const again = await place.run(...eeg, '--duration', '500ms', '--out', 'once.mcap');
    expect(again.exitCode).toBe(5);
    expect(again.stderr).toContain('RECORDING_FILE_EXISTS');
    expect((await stat(place.path('once.mcap'))).size).toBe(size);
  });

  it('a device that refuses to be connected', async () => {
    const { exitCode, stderr } = await place.run(
      ...['record', '--driver', 'misbehaving', '--root', join(hostFixtures, 'misbehaving')],
      ...['--device', 'connect-throws', '--out', 'refused.mcap'],
    );
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/the device said no/);
    await expect(stat(place.path('refused.mcap'))).rejects.toThrow('ENOENT');
  });

  it('takes the exact title where several have its text', async () => {
    const { exitCode } = await place.run(
      ...[
        'record',
        '--driver',
        'synthetic',
        '--device',
        'synthetic camera',
        '--duration',
        '500ms',
        '--out',
        'exact.mcap',
      ],
    );
    expect(exitCode).toBe(0);
    expect((await inspect('exact.mcap')).streams[0]?.streamId).toBe('synthetic_video.01:video');
  });

  it('to call a recording of nothing a success', async () => {
    const { exitCode, stderr } = await place.run(
      ...['record', '--driver', 'misbehaving', '--root', join(hostFixtures, 'misbehaving')],
      ...['--device', 'nothing', '--duration', '500ms', '--out', 'nothing.mcap'],
    );
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/No frame was received.*RECORDING_INCOMPLETE/s);
  });
});

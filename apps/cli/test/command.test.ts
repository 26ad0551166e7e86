import { describe, expect, it } from 'vitest';
import { Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();
const eeg = ['synthetic', '--device', 'eeg'];

describe('modlink command', () => {
  it('lists what can be done with a device, with the arguments', async () => {
    const { exitCode, stdout } = await place.run('command', ...eeg);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^mark {2}Set a marker \(while it streams\)\n/);
    expect(stdout).toMatch(/\nfactor +1 +0 to 100 +Factor\n/);
    const { document } = await place.json('command', ...eeg);
    const { deviceId, commands } = shapes.commands.parse(document);
    expect(deviceId).toBe('synthetic_eeg.01');
    expect(commands.map(({ name, when }) => [name, when])).toEqual([
      ['mark', 'streaming'],
      ['set-amplitude', 'connected'],
    ]);
  });

  it('runs one, also one that runs only while the device streams', async () => {
    const { exitCode, document } = await place.json(
      'command',
      'synthetic',
      'mark',
      '--device',
      'eeg',
      '--arg',
      'label=7',
    );
    expect(exitCode).toBe(0);
    expect(shapes.commandResult.parse(document)).toEqual({
      deviceId: 'synthetic_eeg.01',
      command: 'mark',
      result: null,
    });
    const text = await place.run(
      'command',
      'synthetic',
      'set-amplitude',
      '--device',
      'imu',
      '--arg',
      'factor=2',
    );
    expect(text).toMatchObject({ exitCode: 0, stdout: 'set-amplitude: done.\n' });
  });

  it.each([
    ['an unknown command', ['sing'], /has no command "sing"; it has: mark, set-amplitude/],
    [
      'an argument out of its limits',
      ['set-amplitude', '--arg', 'factor=101'],
      /factor: must be <= 100; it is 101/,
    ],
    [
      'an unknown argument',
      ['set-amplitude', '--arg', 'volume=1'],
      /volume: is not known; known here: factor/,
    ],
    ['an argument without a value', ['set-amplitude', '--arg', 'factor'], /--arg factor has no value/],
  ])('refuses %s and ends with 2', async (_what, args, words) => {
    const { exitCode, stdout, stderr } = await place.run('command', 'synthetic', ...args, '--device', 'eeg');
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(words);
  });
});

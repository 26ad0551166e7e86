import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hostFixtures, Workplace } from './support/cli.js';
import * as shapes from './support/shapes.js';

const place = new Workplace();

async function values(driver: string): Promise<Record<string, unknown>> {
  const { exitCode, document } = await place.json('settings', driver);
  expect(exitCode).toBe(0);
  return shapes.settings.parse(document).values;
}

describe('modlink settings', () => {
  it('shows titles, values, defaults and limits', async () => {
    const { exitCode, stdout } = await place.run('settings', 'synthetic');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^SETTING\s+VALUE\s+DEFAULT\s+ALLOWED\s+WHAT\n/);
    expect(stdout).toMatch(/\neegChannels\s+8\s+8\s+1 to 256\s+EEG channels\n/);
    const cyton = (await place.run('settings', 'openbci-cyton')).stdout;
    expect(cyton).toMatch(/\nport\s+–\s+–\s+string\s+Port\n/);
    expect(cyton).toMatch(/\nexpectDaisy\s+auto\s+auto\s+auto, on, off\s+Daisy module\n/);
  });

  it('saves values, keeps those before, and goes back to the defaults', async () => {
    await place.run('settings', 'synthetic', '--set', 'eegChannels=16', '--set', 'eegRateHz=500');
    await place.run('settings', 'synthetic', '--set', 'seed=7');
    expect(await values('synthetic')).toMatchObject({
      eegChannels: 16,
      eegRateHz: 500,
      seed: 7,
      gyroRateHz: 200,
    });
    await place.run('settings', 'synthetic', '--reset', '--set', 'seed=9');
    expect(await values('synthetic')).toMatchObject({ eegChannels: 8, eegRateHz: 250, seed: 9 });
  });

  it('takes text as text, and objects and lists as JSON', async () => {
    const { exitCode } = await place.run(
      'settings',
      'openbci-cyton',
      '--set',
      'port=7',
      '--set',
      'channels=[{"name":"Fp1","gain":12}]',
    );
    expect(exitCode).toBe(0);
    expect(await values('openbci-cyton')).toMatchObject({ port: '7', channels: [{ name: 'Fp1', gain: 12 }] });
  });

  it.each([
    ['a value out of its limits', 'eegChannels=0', /eegChannels.*>= 1/s],
    ['an unknown setting', 'volume=11', /volume: is not known/],
    ['no value', 'eegChannels', /key=value/],
  ])('refuses %s and changes nothing', async (_what, assignment, words) => {
    const before = await values('synthetic');
    const { exitCode, stderr } = await place.run('settings', 'synthetic', '--set', assignment);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(words);
    expect(await values('synthetic')).toEqual(before);
  });

  it('says that a driver has none', async () => {
    const factories = join(hostFixtures, 'factories');
    const { stdout } = await place.run('settings', 'async-factory', '--root', factories);
    expect(stdout).toBe('The driver async-factory has no settings.\n');
  });
});

import { readFile } from 'node:fs/promises';
import { parseManifest } from '@modlink/sdk/manifest';
import { describe, expect, it } from 'vitest';
import { createDevice, deviceKinds } from '../src/devices.js';
import { defaultSettings, resolveSettings, type SyntheticSettings, settingLimits } from '../src/settings.js';

interface SettingsSchema {
  readonly additionalProperties: boolean;
  readonly properties: Record<string, { title: string; description: string } & Record<string, unknown>>;
}

const readJson = async (name: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../${name}`, import.meta.url), 'utf8'));

describe('settings.schema.json', () => {
  it('has the types, defaults and limits of the driver, and words for each setting', async () => {
    const schema = (await readJson('settings.schema.json')) as SettingsSchema;
    expect(schema.additionalProperties).toBe(false);
    const limits = Object.fromEntries(
      Object.entries(schema.properties).map(([name, { title, description, ...limit }]) => [name, limit]),
    );
    expect(limits).toEqual(settingLimits);
    for (const { title, description } of Object.values(schema.properties)) {
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/\.$/);
    }
    for (const [name, unit] of [
      ['Hz', '(Hz)'],
      ['Ms', '(ms)'],
      ['Percent', '(%)'],
      ['Ppm', '(ppm)'],
    ] as const) {
      for (const [key, { title }] of Object.entries(schema.properties)) {
        if (key.endsWith(name) && key !== 'rasterRateHz') expect(title).toContain(unit);
      }
    }
  });

  it('is named by a valid manifest', async () => {
    const { modlink, exports } = (await readJson('package.json')) as { modlink: unknown; exports: object };
    const { manifest, problems } = parseManifest(modlink);
    expect(problems).toBeUndefined();
    expect(manifest?.drivers.synthetic?.settings).toEqual({ $ref: './settings.schema.json' });
    expect(Object.keys(exports)).toContain('./signals');
  });
});

describe('resolveSettings', () => {
  it('completes with the defaults', () => {
    expect(resolveSettings({})).toEqual(defaultSettings);
    expect(resolveSettings({ seed: 7 })).toEqual({ ...defaultSettings, seed: 7 });
  });

  it.each([
    [{ eegChannels: 0 }, 'eegChannels is an integer from 1 to 256, not 0'],
    [{ eegChannels: 257 }, 'not 257'],
    [{ eegRateHz: 250.5 }, 'eegRateHz is an integer from 1 to 16384, not 250.5'],
    [{ simulateJitterMs: -1 }, 'simulateJitterMs is a number from 0 to 1000, not -1'],
    [{ seed: '1' }, 'not "1"'],
    [{ seed: null }, 'not null'],
    [{ sede: 1 }, 'there is no setting "sede"'],
    [{ constructor: 1 }, 'there is no setting "constructor"'],
    [{ simulateGapEveryS: 2, simulateGapS: 2 }, 'simulateGapS (2 s) is less than simulateGapEveryS (2 s)'],
  ])('refuses %j', (given, message) => {
    expect(() => resolveSettings(given)).toThrow(
      expect.objectContaining({ code: 'INVALID_SETTINGS', message: expect.stringContaining(message) }),
    );
  });

  it('names everything that is wrong', () => {
    expect(() => resolveSettings({ seed: -1, eegRateHz: 0 })).toThrow(/seed .*; eegRateHz /);
  });
});

describe('devices at the limits of the settings', () => {
  it.each(['minimum', 'maximum'] as const)('have valid descriptors and samples at the %s', (end) => {
    const settings = Object.fromEntries(
      Object.entries(settingLimits).map(([name, limit]) => [name, limit[end]]),
    ) as SyntheticSettings;
    for (const kind of deviceKinds) {
      for (const { descriptor, signal } of createDevice({ kind, number: 1 }, settings).streams) {
        const shape = signal.shape(descriptor.chunkSize);
        expect(shape[0]).toBe(descriptor.channelNames.length);
        expect(shape[1]).toBe(descriptor.chunkSize);
      }
    }
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DriverError,
  makeDeviceId,
  makeStreamId,
  normalizeDeviceId,
  normalizeDeviceName,
  normalizeStreamKey,
} from '../src/index.js';

/** Texts near the forms: mostly letters, separators and white space, sometimes anything. */
const nearName = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'Z', '7', '_', '-', '.', ' ', ':', 'é', '\t'), maxLength: 12 }),
  fc.string({ unit: 'grapheme' }),
);
const nearDeviceId = fc.oneof(
  nearName,
  fc.tuple(nearName, fc.nat(120)).map(([name, index]) => `${name}.${index}`),
);

/** What a normalizer gives, or the code of its typed error; anything else thrown fails the test. */
function outcome(normalize: () => string): { readonly value: string } | { readonly code: string } {
  try {
    return { value: normalize() };
  } catch (error) {
    if (error instanceof DriverError) return { code: error.code };
    throw error;
  }
}

describe('device name', () => {
  it.each([
    ['  OpenBCI Cyton ', 'openbci_cyton', 'trimmed, lower case'],
    ['a-+-b', 'a_b', 'every run of characters outside [a-z0-9_] becomes one _'],
    ['a__b___c', 'a_b_c', 'runs of _ fold to one'],
    ['a_-_b', 'a_b', 'a run that touches a _ folds with it'],
    ['_.name._', 'name', '. and _ stripped at both ends'],
    ['a.b', 'a_b', 'a point inside is outside of [a-z0-9_]'],
    ['Émotiv', 'motiv', 'letters beyond a-z are outside'],
  ])('%j becomes %j: %s', (text, name) => {
    expect(normalizeDeviceName(text)).toBe(name);
  });

  it.each(['', '   ', '___', '...', 'é', '-'])('%j: empty is an error', (text) => {
    expect(() => normalizeDeviceName(text)).toThrow(
      expect.objectContaining({
        code: 'INVALID_DEVICE_NAME',
        message: expect.stringContaining('openbci_cyton'),
      }),
    );
  });

  it('is the documented form or the typed error, for every text, and idempotent', () => {
    fc.assert(
      fc.property(nearName, (text) => {
        const result = outcome(() => normalizeDeviceName(text));
        if ('code' in result) {
          expect(result.code).toBe('INVALID_DEVICE_NAME');
          return;
        }
        expect(result.value).toMatch(/^[a-z0-9]+(_[a-z0-9]+)*$/);
        expect(normalizeDeviceName(result.value)).toBe(result.value);
      }),
    );
  });
});

describe('deviceId', () => {
  it.each([
    [' My_Amp.01 ', 'my_amp.01', 'trimmed, lower case'],
    ['my-amp.01', 'my_amp.01', '- becomes _'],
    ['my amp!.01', 'my_amp_.01', 'other characters outside [a-z0-9_.] become _'],
    ['a--  b.123', 'a_b.123', 'runs of _ fold'],
    ['_._amp.01._', 'amp.01', 'ends stripped'],
  ])('%j becomes %j: %s', (text, id) => {
    expect(normalizeDeviceId(text)).toBe(id);
  });

  it.each(['', 'amp', 'amp.1', 'amp.x1', '.01', 'a.b.01', 'amp.01x'])(
    '%j: else an error that shows the form name.XX',
    (text) => {
      expect(() => normalizeDeviceId(text)).toThrow(
        expect.objectContaining({ code: 'INVALID_DEVICE_ID', message: expect.stringContaining('name.XX') }),
      );
    },
  );

  it('is the documented form or the typed error, for every text, and idempotent', () => {
    fc.assert(
      fc.property(nearDeviceId, (text) => {
        const result = outcome(() => normalizeDeviceId(text));
        if ('code' in result) {
          expect(result.code).toBe('INVALID_DEVICE_ID');
          return;
        }
        expect(result.value).toMatch(/^[a-z0-9_]+\.[0-9]{2,}$/);
        expect(result.value).not.toMatch(/__|^[._]|[._]$/);
        expect(normalizeDeviceId(result.value)).toBe(result.value);
      }),
    );
  });
});

describe('streamKey', () => {
  it('is normalized as a device name', () => {
    fc.assert(
      fc.property(nearName, (text) => {
        const key = outcome(() => normalizeStreamKey(text));
        const name = outcome(() => normalizeDeviceName(text));
        if ('code' in key) {
          expect(key.code).toBe('INVALID_STREAM_KEY');
          expect(name).toEqual({ code: 'INVALID_DEVICE_NAME' });
        } else {
          expect(key).toEqual(name);
        }
      }),
    );
  });
});

describe('makeDeviceId', () => {
  it('counts from 1 when no index is given', () => {
    expect(makeDeviceId('OpenBCI Cyton')).toBe('openbci_cyton.01');
  });

  it.each([
    [1, 'amp.01'],
    [42, 'amp.42'],
    [100, 'amp.100'],
  ])('index %d has two digits at least: %s', (index, id) => {
    expect(makeDeviceId('amp', index)).toBe(id);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '1' as unknown as number])(
    'index is a positive integer: %s is refused',
    (index) => {
      expect(() => makeDeviceId('amp', index)).toThrow(
        expect.objectContaining({
          code: 'INVALID_DEVICE_ID',
          message: expect.stringContaining('positive integer'),
        }),
      );
    },
  );

  it('gives an id that is normalized already, for every name and index', () => {
    fc.assert(
      fc.property(nearName, fc.integer({ min: 1 }), (name, index) => {
        const result = outcome(() => makeDeviceId(name, index));
        if ('code' in result) {
          expect(result.code).toBe('INVALID_DEVICE_NAME');
          return;
        }
        expect(normalizeDeviceId(result.value)).toBe(result.value);
      }),
    );
  });
});

describe('streamId', () => {
  it('is deviceId:streamKey, both normalized', () => {
    expect(makeStreamId('My-Amp.01', 'EEG raw')).toBe('my_amp.01:eeg_raw');
  });
});

it.each([undefined, null, 5, 5n, {}, ['a.01'], Symbol('a')])(
  '%s, which is no text, is the typed error',
  (value) => {
    const text = value as unknown as string;
    expect(outcome(() => normalizeDeviceName(text))).toEqual({ code: 'INVALID_DEVICE_NAME' });
    expect(outcome(() => normalizeDeviceId(text))).toEqual({ code: 'INVALID_DEVICE_ID' });
    expect(outcome(() => normalizeStreamKey(text))).toEqual({ code: 'INVALID_STREAM_KEY' });
  },
);

import { join, resolve, sep } from 'node:path';
import { defaultRecordingFolder } from '@modlink/recording';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordingPath } from '../../src/recording/recording-path.js';

const startedAt = new Date(2025, 2, 31, 4, 5, 9);
const folder = resolve('/recordings');

describe('recordingPath', () => {
  it('makes a name of date, time and name in the default folder', () => {
    expect(recordingPath({ name: 'rest', startedAt })).toEqual({
      path: join(defaultRecordingFolder(), '2025-03-31_04-05-09_rest.mcap'),
      whenExisting: 'number',
    });
  });

  it.each([
    ['{experiment}/{session}/{name}', { session: 'S 1', experiment: 'Alpha' }, 'Alpha/S 1/rest.mcap'],
    ['{experiment}/{session}/{name}', {}, 'rest.mcap'],
    ['{name}_{session}', {}, 'rest.mcap'],
    ['{session}_{name}', {}, 'rest.mcap'],
    ['../../{name}', {}, 'rest.mcap'],
    ['{name}:{date}', {}, 'rest_2025-03-31.mcap'],
  ])('fills the template %s with %o', (nameTemplate, names, expected) => {
    const { path } = recordingPath({ name: 'rest', startedAt, folder, nameTemplate, ...names });
    expect(path).toBe(join(folder, ...expected.split('/')));
  });

  it.each([
    ['CON', '_CON.mcap'],
    ['aux.txt', '_aux.txt.mcap'],
    ['a/b\\c', 'a_b_c.mcap'],
    ['what? "this" <that>|*', 'what_ _this_ _that.mcap'],
    ['..', undefined],
    ['trailing. .', 'trailing.mcap'],
    ['ä ö 脳波', 'ä ö 脳波.mcap'],
  ])('makes the name %s one that every file system takes', (name, expected) => {
    const make = () => recordingPath({ name, startedAt, folder, nameTemplate: '{name}' }).path;
    if (expected === undefined) expect(make).toThrow(/empty file name/);
    else expect(make()).toBe(join(folder, expected));
  });

  it('never leaves the folder, and stays short, whatever the names', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 200, unit: 'grapheme' }), (name) => {
        fc.pre(name.trim() !== '' && name.length <= 200 && !/\p{Cc}/u.test(name));
        const { path } = recordingPath({ name, startedAt, folder, nameTemplate: '{date}/{name}_{time}' });
        expect(path.startsWith(join(folder, '2025-03-31') + sep)).toBe(true);
        const file = path.slice(join(folder, '2025-03-31').length + 1);
        expect(file).not.toMatch(/[<>:"/\\|?*]/);
        expect(Buffer.byteLength(file)).toBeLessThanOrEqual(255);
      }),
    );
  });

  it('takes an explicit path as it is', () => {
    expect(recordingPath({ name: 'rest', startedAt, folder, path: 'here/this.mcap' })).toEqual({
      path: resolve('here/this.mcap'),
      whenExisting: 'fail',
    });
  });

  it.each([
    [{ name: '' }],
    [{ name: 'two\nlines' }],
    [{ name: 'x'.repeat(201) }],
    [{ name: 'rest', session: ' ' }],
    [{ name: 'rest', experiment: '\u0000' }],
    [{ name: 'rest', path: ' ' }],
    [{ name: 'rest', nameTemplate: '{subject}' }],
    [{ name: 'rest', nameTemplate: '{constructor}' }],
    [{ name: 'rest', nameTemplate: '' }],
  ])('refuses %o', (options) => {
    expect(() => recordingPath({ startedAt, folder, ...options })).toThrow(
      expect.objectContaining({ code: 'RECORDING_INVALID_NAME' }),
    );
  });
});

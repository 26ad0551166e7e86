import { createFormatter } from 'use-intl';
import { expect, it } from 'vitest';
import { inFileName } from '../src/files/save-file.js';
import { bytesText, clockText, msOfNs } from '../src/format/quantities.js';

const format = createFormatter({ locale: 'en', timeZone: 'UTC' });

it.each([
  [0, '0 byte'],
  [999, '999 byte'],
  [1_000, '1 kB'],
  [12_345, '12.3 kB'],
  [999_600, '1 MB'],
  [345_678_901, '346 MB'],
  [5.5e12, '5.5 TB'],
  [7e15, '7,000 TB'],
])('%i bytes are %s', (bytes, text) => {
  expect(bytesText(format, bytes)).toBe(text);
});

it.each([
  [0, 0, '00:00'],
  [61_999, 0, '01:01'],
  [3_600_000, 0, '1:00:00'],
  [-5, 0, '00:00'],
  [1_299, 1, '00:01.2'],
  [1_299, 3, '00:01.299'],
  [90_061_001, 2, '25:01:01.00'],
] as const)('%i ms with %i digits are %s', (ms, digits, text) => {
  expect(clockText(ms, digits)).toBe(text);
});

it('reads nanoseconds to the microsecond', () => {
  expect(msOfNs('1700000000123456789')).toBeCloseTo(1_700_000_000_123.456, 2);
});

it.each([
  ['Go / no-go', 'Go-no-go'],
  ['../../etc', 'etc'],
  ['  静息 1  ', '静息-1'],
  ['???', 'unnamed'],
])('%j is %j in a file name', (text, name) => {
  expect(inFileName(text)).toBe(name);
});

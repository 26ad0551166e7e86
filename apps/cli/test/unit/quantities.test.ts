import { describe, expect, it } from 'vitest';
import * as quantities from '../../src/output/quantities.js';

describe('quantities', () => {
  it('read well', () => {
    expect(quantities.rateText(249.96)).toBe('250.0 Hz');
    expect(quantities.rateText(16384)).toBe('16,384 Hz');
    expect(quantities.rateText(undefined)).toBe('– Hz');
    expect(quantities.nominalRateText(0.5)).toBe('0.5 Hz');
    expect(quantities.nominalRateText('irregular')).toBe('irregular');
    expect(quantities.jitterText(0.0234)).toBe('±0.02 ms');
    expect(quantities.jitterText(123.4)).toBe('±123 ms');
    expect(quantities.intervalText(0.0234)).toBe('0.02 ms');
    expect(quantities.intervalText(41.23)).toBe('41.2 ms');
    expect(quantities.intervalText(1_500)).toBe('1.5 s');
    expect(quantities.intervalText(undefined)).toBe('–');
    expect(quantities.driftText(12.34)).toBe('+12.3 ppm');
    expect(quantities.driftText(-100)).toBe('-100.0 ppm');
    expect(quantities.driftText(undefined)).toBe('–');
    expect(quantities.pluralText(1, 'gap')).toBe('1 gap');
    expect(quantities.pluralText(12_000, 'sample')).toBe('12,000 samples');
    expect(quantities.clockText(59_999)).toBe('00:59');
    expect(quantities.clockText(3_723_000)).toBe('1:02:03');
    expect(quantities.clockText(-5)).toBe('00:00');
    expect(quantities.durationText(12_345)).toBe('12.345 s');
    expect(quantities.durationText(185_000)).toBe('3 min 5.0 s');
    expect(quantities.durationText(7_325_000)).toBe('2 h 2 min 5.0 s');
  });

  it.each([
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5h', 5_400_000],
    ['2 minutes', 120_000],
    ['24d', 2_073_600_000],
  ])('take %s as a duration', (text, durationMs) => {
    expect(quantities.parseDuration(text)).toBe(durationMs);
  });

  it.each(['10', '', 's', '-5s', '0s', 'soon', '25d', '1e9h'])('refuse %j as a duration', (text) => {
    expect(() => quantities.parseDuration(text)).toThrow(expect.objectContaining({ code: 'WRONG_USAGE' }));
  });
});

describe('a moment', () => {
  const now = new Date('2025-03-31T12:00:00');

  it.each([
    ['17:30', '2025-03-31T17:30:00'],
    ['9:05', '2025-04-01T09:05:00'],
    ['12:00', '2025-04-01T12:00:00'],
    ['23:59:58', '2025-03-31T23:59:58'],
    ['2025-05-01T08:15', '2025-05-01T08:15:00'],
  ])('%s is %s', (text, expected) => {
    expect(quantities.parseMoment(text, now)).toEqual(new Date(expected));
  });

  it.each(['24:00', 'noon', '2025-05-01', '17', ''])('%j is none', (text) => {
    expect(() => quantities.parseMoment(text, now)).toThrow('is no time');
  });
});

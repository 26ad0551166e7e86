import { describe, expect, it } from 'vitest';
import { normalizeBleUuid } from '../../src/index.js';

const muse = '273e0001-4c4d-454d-96be-f03bac821358';

describe('a Bluetooth UUID', () => {
  it.each([
    ['180d', '180d'],
    ['180D', '180d'],
    ['0x180D', '180d'],
    ['0000180d', '180d'],
    ['0000180d-0000-1000-8000-00805f9b34fb', '180d'],
    ['0000180D00001000800000805F9B34FB', '180d'],
    [muse, muse],
    [muse.toUpperCase(), muse],
    [muse.replaceAll('-', ''), muse],
    ['12345678', '12345678-0000-1000-8000-00805f9b34fb'],
    ['0000180d-0000-1000-8000-00805f9b34fc', '0000180d-0000-1000-8000-00805f9b34fc'],
  ])('%s is written %s', (given, expected) => {
    expect(normalizeBleUuid(given)).toBe(expected);
  });

  it.each(['', '18', '180dx', 'heart_rate', `${muse}0`, '180d0'])('is not %j', (wrong) => {
    expect(() => normalizeBleUuid(wrong)).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTIONS', message: expect.stringContaining('180d') }),
    );
  });
});

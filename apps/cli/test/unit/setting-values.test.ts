import { describe, expect, it } from 'vitest';
import { mergeValues, parseAssignment } from '../../src/host/setting-values.js';

const schema = {
  type: 'object',
  properties: {
    port: { type: 'string' },
    gain: { type: 'number' },
    filter: { type: 'object', properties: { name: { type: 'string' }, cutoffHz: { type: 'number' } } },
  },
};

describe('key=value', () => {
  it.each([
    ['gain=24', { gain: 24 }],
    ['gain=loud', { gain: 'loud' }],
    ['port=7', { port: '7' }],
    ['port=a=b', { port: 'a=b' }],
    ['port=', { port: '' }],
    ['filter.cutoffHz=30', { filter: { cutoffHz: 30 } }],
    ['filter.name=7', { filter: { name: '7' } }],
    ['other=[1,2]', { other: [1, 2] }],
    ['other=true', { other: true }],
    ['constructor=x', { constructor: 'x' }],
  ])('%s', (text, value) => {
    expect(parseAssignment(text, schema)).toEqual(value);
  });

  it.each(['gain', '=24'])('refuses %s', (text) => {
    expect(() => parseAssignment(text, schema)).toThrow(/key=value/);
  });

  it('goes on top of what was there, also within objects', () => {
    const below = { gain: 1, filter: { name: 'low', cutoffHz: 10 } };
    expect(mergeValues(below, { filter: { cutoffHz: 30 } })).toEqual({
      gain: 1,
      filter: { name: 'low', cutoffHz: 30 },
    });
    expect(below.filter.cutoffHz).toBe(10);
  });
});

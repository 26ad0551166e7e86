import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ReadingParser } from '../src/parser/index.js';

const sizes = [2, 1];
const reading = (stream: number, count: number, values: readonly number[]) =>
  JSON.stringify({ stream, count, values });

it('reads readings, and counts those that are missing', () => {
  const parser = new ReadingParser(sizes);
  expect(parser.read(reading(0, 5, [1, -2]))).toEqual({ stream: 0, values: [1, -2], lost: 0 });
  expect(parser.read(reading(1, 7, [300]))).toMatchObject({ stream: 1, lost: 0 });
  expect(parser.read(reading(0, 8, [3, 4]))).toMatchObject({ stream: 0, lost: 2 });
});

it.each([
  '',
  '{',
  'null',
  '[]',
  '{"stream":0}',
  reading(0, 1, [1]),
  reading(2, 1, [1]),
  reading(0, 1.5, [1, 2]),
])('leaves out %s', (text) => {
  expect(new ReadingParser(sizes).read(text)).toBeUndefined();
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      new ReadingParser(sizes).read(text);
    }),
  );
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ReportParser } from '../src/parser/index.js';
import { encodeReport } from './reports.js';

const sizes = [2, 1];

it('reads reports, and counts those that are missing', () => {
  const parser = new ReportParser(sizes);
  expect(parser.read(encodeReport(0, 254, [1, -2]))).toEqual({
    stream: 0,
    values: Int16Array.of(1, -2),
    lost: 0,
  });
  expect(parser.read(encodeReport(1, 7, [300]))).toMatchObject({ stream: 1, lost: 0 });
  expect(parser.read(encodeReport(0, 1, [3, 4]))).toMatchObject({ stream: 0, lost: 2 });
});

it('leaves out reports that are too short, or of no stream', () => {
  const parser = new ReportParser(sizes);
  expect(parser.read(encodeReport(0, 1, [1]))).toBeUndefined();
  expect(parser.read(encodeReport(2, 1, [1, 2]))).toBeUndefined();
});

it('gives back what was sent, and never throws', () => {
  fc.assert(
    fc.property(fc.int16Array({ minLength: 2, maxLength: 2 }), fc.uint8Array(), (values, noise) => {
      const parser = new ReportParser(sizes);
      parser.read(noise);
      expect(parser.read(encodeReport(0, 0, values))?.values).toEqual(values);
    }),
  );
});

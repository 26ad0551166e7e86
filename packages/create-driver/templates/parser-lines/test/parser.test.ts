import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LineParser } from '../src/parser/index.js';

const layouts = [
  { streamKey: 'a', valuesPerSample: 2 },
  { streamKey: 'b', valuesPerSample: 1 },
];
const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The first line may have begun before the device was listened to: it is left out. */
const begin = '\n';

it('reads lines', () => {
  const parser = new LineParser(layouts);
  expect(parser.push(bytesOf(`ff${begin}a 1.5,-2\r\nb 300\n`))).toEqual([
    { stream: 0, values: [1.5, -2] },
    { stream: 1, values: [300] },
  ]);
});

it('refuses what is no sample, and goes on', () => {
  const parser = new LineParser(layouts);
  expect(parser.push(bytesOf(`${begin}a 1\nc 1\nhello\na 1,x\nb 2\n`))).toEqual([{ stream: 1, values: [2] }]);
  expect(parser.refusedLines).toBe(4);
});

it('gives the same samples, in whatever pieces the bytes arrive', () => {
  fc.assert(
    fc.property(fc.array(fc.integer(), { maxLength: 20 }), fc.array(fc.nat(200)), (values, cuts) => {
      const bytes = bytesOf(begin + values.map((value) => `b ${value}\n`).join(''));
      const parser = new LineParser(layouts);
      const ends = [...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
      const samples = ends.flatMap((end, index) => parser.push(bytes.subarray(ends[index - 1] ?? 0, end)));
      expect(samples).toEqual(values.map((value) => ({ stream: 1, values: [value] })));
    }),
  );
});

it('never throws', () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      new LineParser(layouts).push(bytes);
    }),
  );
});

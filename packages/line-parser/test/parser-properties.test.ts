import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ColumnFinder, type LineFormat } from '../src/index.js';
import { cut, readAll } from './lines.js';

const value = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const rows = fc.array(fc.tuple(value, value, value), { maxLength: 40 });
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 20 });
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
const columns = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];

const writers: Record<string, { format: LineFormat; write: (row: readonly number[]) => string }> = {
  comma: { format: { kind: 'csv', separator: ',' }, write: (row) => row.join(',') },
  tab: { format: { kind: 'csv', separator: '\t' }, write: (row) => row.join('\t') },
  space: { format: { kind: 'csv', separator: ' ' }, write: (row) => row.join('  ') },
  custom: { format: { kind: 'csv', separator: '||' }, write: (row) => row.join('||') },
  'JSON objects': { format: { kind: 'json' }, write: ([a, b, c]) => JSON.stringify({ c, b, a }) },
  'JSON arrays': { format: { kind: 'json' }, write: (row) => JSON.stringify(row) },
  labels: { format: { kind: 'labels' }, write: ([a, b, c]) => `b:${b},a: ${a}\tc:${c}` },
};

describe.each(Object.entries(writers))('lines of %s', (_, { format, write }) => {
  it('give every row back, however the bytes are cut', () => {
    fc.assert(
      fc.property(rows, lineEnd, sizes, (truth, end, pieces) => {
        const bytes = Buffer.from(truth.map((row) => write(row) + end).join(''));
        const { events, pendingBytes, counted } = readAll(cut(bytes, pieces), { format, columns });
        expect(events).toEqual(truth.map((row) => ({ row })));
        expect([pendingBytes, counted]).toEqual([0, truth.length]);
      }),
    );
  });

  it('give the rows between lines of garbage', () => {
    // No line ends, and not a line of three values.
    const garbage = fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((bytes) => Buffer.concat([Buffer.from([0xff]), bytes.map((byte) => byte | 0x80)]));
    fc.assert(
      fc.property(fc.array(fc.tuple(garbage, fc.tuple(value, value, value))), sizes, (pairs, pieces) => {
        const parts = pairs.flatMap(([noise, row]) => [noise, Buffer.from(`\n${write(row)}\n`)]);
        const { events } = readAll(cut(Buffer.concat(parts), pieces), { format, columns });
        expect(events).toEqual(pairs.flatMap(([, row]) => [{ refused: 'not-text' }, { row }]));
      }),
    );
  });

  it('name their columns', () => {
    const finder = new ColumnFinder(format);
    expect(finder.line(write([1, 2, 3]))).toBeUndefined();
    expect(finder.line(write([4, 5, 6]))).toHaveLength(3);
  });
});

describe('any bytes at all', () => {
  const characters = fc.constantFrom(...Buffer.from('0123456789.,:;-e{}[]"a \t\r\n'), 0xff, 0x00, 0xc3);
  const anything = fc.array(characters, { maxLength: 3000 }).map((values) => Uint8Array.from(values));
  const modes = [
    ...Object.values(writers).map(({ format }) => ({ format, columns: [{ name: 'a' }] })),
    { format: writers.comma!.format, matrix: { height: 2, width: 2 } },
    { format: { kind: 'json' } as const, matrix: { height: 2, width: 2 } },
  ];

  it.each(modes)('tell the same however they are cut, and stay within the longest line: $format', (mode) => {
    fc.assert(
      fc.property(anything, sizes, fc.boolean(), (bytes, pieces, startsMidLine) => {
        const options = { ...mode, startsMidLine, startsInStep: !startsMidLine, maxLineBytes: 40 };
        const { events, pendingBytes } = readAll([bytes], options);
        expect(readAll(cut(bytes, pieces), options)).toMatchObject({ events, pendingBytes });
        expect(pendingBytes).toBeLessThanOrEqual(40);
      }),
    );
  });

  it('never make the search for columns throw', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 40 })), (lines) => {
        for (const { format } of Object.values(writers)) {
          const finder = new ColumnFinder(format);
          for (const line of lines) expect(finder.line(line)?.length ?? 1).toBeGreaterThan(0);
        }
      }),
    );
  });
});

describe('the search for columns', () => {
  const csv: LineFormat = { kind: 'csv', separator: ',' };
  const find = (format: LineFormat, ...lines: string[]) => {
    const finder = new ColumnFinder(format);
    return lines.map((line) => finder.line(line)).find((names) => names !== undefined);
  };

  it('takes the names of a header', () => {
    expect(find(csv, 'Booting...', '"t",ax,ay', '1,2,3', '4,5,6')).toEqual(['t', 'ax', 'ay']);
  });
  it('gives numbers where there is no header, and is not misled by a line that was cut', () => {
    expect(find(csv, '5,6', '1,2,3', '4,5,6')).toEqual(['ch1', 'ch2', 'ch3']);
    expect(find(csv, '1,2', '1,2,3', '1,2')).toBeUndefined();
  });
  it('takes the keys whose values are numbers', () => {
    expect(find({ kind: 'json' }, '{"id":"s1","t":20.5,"ok":true}', '{"id":"s1","t":21,"ok":false}')).toEqual(
      ['t', 'ok'],
    );
  });
});

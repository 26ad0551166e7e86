import { describe, expect, it } from 'vitest';
import { quantity, times } from '../src/quantities.js';
import { withBenchmarks } from '../src/readme.js';
import { markdownTable, terminalTable } from '../src/table.js';
import { tablesOf } from '../src/tables.js';
import { measurement, results } from './measurements.js';

const table = {
  title: 'Fruit',
  columns: ['name', 'count'],
  rows: [
    ['apples', '3'],
    ['figs', '12,000'],
  ],
};

describe('a table', () => {
  it('on a terminal has its columns below each other, numbers to the right', () => {
    expect(terminalTable(table)).toBe('Fruit\nname     count\napples       3\nfigs    12,000');
  });

  it('in Markdown', () => {
    expect(markdownTable(table)).toBe(
      '**Fruit**\n\n| name | count |\n| --- | --: |\n| apples | 3 |\n| figs | 12,000 |',
    );
  });
});

it.each([
  [1_234_567, '1,230,000'],
  [999.6, '1,000'],
  [99.96, '100'],
  [123.4, '123'],
  [12.34, '12.3'],
  [0.1234, '0.12'],
])('%d is written %s', (value, text) => {
  expect(quantity(value)).toBe(text);
});

it('a ratio is written as a multiple', () => {
  expect(times(0.5)).toBe('0.50 x');
});

describe('the tables of a run', () => {
  it('are those that it has measurements for', () => {
    expect(tablesOf(results())).toEqual([]);
    const [only, ...others] = tablesOf(results(measurement('scan/first', 90, { unit: 'ms' })));
    expect(others).toEqual([]);
    expect(only?.rows).toEqual([[expect.stringContaining('Scan'), '90.0', 'bare pipe: 100', '0.90 x']]);
  });

  it('have the bare pipe above what is measured beside it', () => {
    const [streams] = tablesOf(
      results(
        measurement('throughput/process/imu/1 tap', 50),
        measurement('throughput/process/imu/4 taps', 40),
        measurement('latency/process/imu/p99', 0.3, { beside: { what: 'bare pipe', value: 0.1 } }),
      ),
    );
    expect(streams?.rows.slice(0, 2)).toEqual([
      ['6 x 1 float32', 'bare pipe', '100', '', '', '', '', '0.10'],
      ['', 'process', '50.0', '40.0', '', '0.50 x', '', '0.30'],
    ]);
  });

  it('have a row for each process of the soak run', () => {
    const [soak] = tablesOf(
      results(
        measurement('soak/minutes', 10),
        measurement('soak/frames', 1_234_567, { beside: { what: 'sent', value: 1_234_568 } }),
        measurement('soak/cpu/host', 12, { unit: '%' }),
        measurement('soak/memory/host', 110, { unit: 'MB' }),
      ),
    );
    expect(soak?.title).toContain('10.0 minutes: 1,234,567 of 1,234,568 frames');
    expect(soak?.rows).toEqual([['host', '12.0', '110', '1.10 x']]);
  });
});

describe('the section of the README', () => {
  const begin = '<!-- bench: written by `npm run bench -- --save-baseline` -->';

  it('is put between its markers, whatever was there', () => {
    const written = withBenchmarks(
      `before\n${begin}\nold\n<!-- /bench -->\nafter`,
      results(measurement('scan/again', 9)),
    );
    expect(written).toMatch(/^before\n<!-- bench/);
    expect(written).toMatch(/<!-- \/bench -->\nafter$/);
    expect(written).not.toContain('old');
    expect(written).toContain(
      'Measured on 2026-01-31: A processor, 2 cores, 8 GB, Linux x64, Node v20.19.0.',
    );
    expect(withBenchmarks(written, results(measurement('scan/again', 9)))).toBe(written);
  });

  it('needs its markers', () => {
    expect(() => withBenchmarks('no markers', results())).toThrow('bench');
  });
});

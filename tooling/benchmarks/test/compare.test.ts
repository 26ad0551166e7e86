import { describe, expect, it } from 'vitest';
import { keptShare, regressions } from '../src/compare.js';
import { judge } from '../src/marks.js';
import { ratioOf } from '../src/measurement.js';
import { completedBy } from '../src/results-file.js';
import { measurement, results } from './measurements.js';

describe('a run beside its baseline', () => {
  it('is compared by ratios: a machine that is slower in everything is no regression', () => {
    const before = measurement('a', 50);
    const slower = measurement('a', 25, { beside: { what: 'bare pipe', value: 50 } });
    expect(ratioOf(before)).toBe(0.5);
    expect(keptShare(slower, before)).toBe(1);
    expect(regressions([slower], [before])).toEqual([]);
  });

  it('knows which direction is worse', () => {
    const lower = { better: 'lower' } as const;
    expect(keptShare(measurement('a', 200, lower), measurement('a', 100, lower))).toBe(0.5);
    expect(keptShare(measurement('a', 200), measurement('a', 100))).toBe(2);
  });

  it('says in words what is below 0.7 of what it was', () => {
    const before = [measurement('kept', 100), measurement('worse', 100), measurement('gone', 100)];
    const now = [measurement('kept', 71), measurement('worse', 69), measurement('new', 1)];
    expect(regressions(now, before)).toEqual(['worse: 0.690 times of "bare pipe", it was 1.00 times']);
  });
});

describe('marks', () => {
  it('are judged where they were measured', () => {
    expect(judge([])).toEqual([]);
    expect(
      judge([
        measurement('throughput/process/eeg/1 tap', 300_000),
        measurement('latency/process/eeg/p50', 0.4),
      ]),
    ).toEqual([
      { text: '300,000 small frames/s from a process', reached: true },
      { text: 'p50 below 0.3 ms from a process, small frames', reached: false },
    ]);
  });

  it.each([
    [0.6, true],
    [0.61, false],
  ])('allow a p99 of %d ms beside a pipe with 0.1 ms: %s', (p99, reached) => {
    const beside = { what: 'bare pipe', value: 0.1 };
    expect(judge([measurement('latency/process/eeg/p99', p99, { beside })])).toEqual([
      { text: expect.stringContaining('p99'), reached },
    ]);
  });

  it.each([
    [80, true],
    [79, false],
  ])('allow 4 consumers %d frames/s where one gets 100: %s', (four, reached) => {
    const judged = judge([
      measurement('throughput/process/eeg/1 tap', 100),
      measurement('throughput/process/eeg/4 taps', four),
    ]);
    expect(judged).toContainEqual({ text: expect.stringContaining('4 consumers'), reached });
  });
});

describe('results of several runs', () => {
  it('are put together, the newer ones first', () => {
    const merged = completedBy(
      results(measurement('a', 2)),
      results(measurement('a', 1), measurement('b', 1)),
    );
    expect(merged.measurements.map(({ id, value }) => [id, value])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('are kept apart when they come from different machines', () => {
    const other = results(measurement('b', 1));
    const elsewhere = { ...other, machine: { ...other.machine, cores: 64 } };
    expect(completedBy(results(measurement('a', 2)), elsewhere).measurements).toHaveLength(1);
    expect(completedBy(results(measurement('a', 2)), undefined).measurements).toHaveLength(1);
  });
});

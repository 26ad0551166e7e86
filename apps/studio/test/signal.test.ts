import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readSettings, type SignalSettings } from '../src/live/setup/card-settings.js';
import { Conditioner, isFilterPossible } from '../src/live/signal/conditioner.js';
import { extentOf, laneRanges } from '../src/live/signal/lane-ranges.js';
import { coverageColours, paintTrace } from '../src/live/signal/paint-trace.js';
import type { SampleBlock } from '../src/live/signal/sample-block.js';
import { SampleHistory } from '../src/live/signal/sample-history.js';
import { Playhead, StreamClock, Timeline } from '../src/live/signal/stream-clock.js';
import { numeral } from '../src/live/signal/time-labels.js';
import { createColumns, traceColumns } from '../src/live/signal/trace-columns.js';
import { canvasTheme, packed } from '../src/live/stage/canvas-theme.js';

const block = (startMs: number, ...channels: number[][]): SampleBlock => ({
  startMs,
  periodMs: 4,
  count: channels[0]!.length,
  channels: channels.map((values) => Float64Array.from(values)),
});

const shown = (history: SampleHistory, channel: number): number[] => [
  ...history.valuesOf(channel).subarray(history.begin, history.end),
];

describe('the history of a signal', () => {
  it('keeps the latest samples, whatever the blocks', () => {
    const blocks = fc.array(fc.array(fc.integer(), { maxLength: 25 }), { maxLength: 40 });
    fc.assert(
      fc.property(blocks, fc.integer({ min: 1, max: 20 }), (pieces, capacity) => {
        const history = new SampleHistory(2, capacity);
        let at = 0;
        for (const piece of pieces) {
          const values = piece.map((value) => Math.abs(value % 1_000) + 1);
          history.append(
            block(
              at * 4,
              values,
              values.map((value) => -value),
            ),
          );
          at += piece.length;
        }
        const all = pieces.flat().map((value) => Math.abs(value % 1_000) + 1);
        const expected = all.slice(-capacity);
        expect(shown(history, 0)).toEqual(expected);
        expect(shown(history, 1)).toEqual(expected.map((value) => -value));
        const times = [...history.times.subarray(history.begin, history.end)];
        expect(times).toEqual(expected.map((_, index) => (all.length - expected.length + index) * 4));
      }),
    );
  });

  it('breaks the line and tells gaps until they have left', () => {
    const history = new SampleHistory(1, 6);
    history.break({ fromMs: 0, toMs: 1 });
    expect(history.end).toBe(0);
    history.append(block(0, [1, 2, 3]));
    history.break({ fromMs: 8, toMs: 100 });
    history.append(block(100, [4]));
    expect(shown(history, 0)).toEqual([1, 2, 3, Number.NaN, 4]);
    expect(history.gaps).toEqual([{ fromMs: 8, toMs: 100 }]);
    history.append(block(104, [5, 6, 7, 8, 9, 10]));
    history.break({ fromMs: 124, toMs: 200 });
    expect(history.gaps).toEqual([{ fromMs: 124, toMs: 200 }]);
  });

  it('grows without losing what is there, and finds positions by time', () => {
    const history = new SampleHistory(1, 3);
    history.append(block(0, [1, 2, 3, 4]));
    history.reserve(5);
    history.append(block(16, [5, 6]));
    expect(shown(history, 0)).toEqual([2, 3, 4, 5, 6]);
    expect(history.times[history.positionAt(8.5)]).toBe(12);
    expect(history.positionAt(1_000)).toBe(history.end);
    expect(history.newestMs).toBe(20);
    history.clear();
    expect(history.newestMs).toBeUndefined();
  });
});

describe('the time of a stream', () => {
  it('is exact in milliseconds, however many nanoseconds passed since 1970', () => {
    const clock = new StreamClock();
    expect(clock.millisecondsOf(1_790_000_000_123_456_789n)).toBe(0);
    expect(clock.millisecondsOf(1_790_000_000_125_456_789n)).toBe(2);
  });

  it('places blocks evenly though their timestamps waver', () => {
    const timeline = new Timeline();
    let nextMs = timeline.place(0, 10, 4, 0).startMs + 40;
    for (let index = 1; index < 50; index++) {
      const told = index * 40 + (index % 2 === 0 ? 6 : -6);
      const placed = timeline.place(told, 10, 4, 0);
      expect(placed.follows).toBe('directly');
      expect(Math.abs(placed.startMs - nextMs)).toBeLessThan(2);
      nextMs = placed.startMs + 40;
    }
  });

  it('tells gaps, losses and seeks', () => {
    const timeline = new Timeline();
    timeline.place(0, 10, 4, 0);
    expect(timeline.place(300, 10, 4, 0)).toEqual({ startMs: 300, follows: 'gap' });
    expect(timeline.place(341, 10, 4, 1).follows).toBe('gap');
    expect(timeline.place(-5_000, 10, 4, 0)).toEqual({ startMs: -5_000, follows: 'elsewhere' });
    // Slow streams are late by less than their own period all the time.
    const slow = new Timeline();
    slow.place(0, 1, 1_000, 0);
    expect(slow.place(1_400, 1, 1_000, 0).follows).toBe('directly');
  });

  it('moves evenly while blocks come in bursts, never beyond the newest sample', () => {
    const head = new Playhead();
    let before = head.follow(0, 0);
    const steps: number[] = [];
    for (let nowMs = 16; nowMs < 4_000; nowMs += 16) {
      const newestMs = Math.floor(nowMs / 100) * 100;
      const at = head.follow(nowMs, newestMs);
      expect(at).toBeLessThanOrEqual(newestMs);
      expect(at).toBeGreaterThanOrEqual(before);
      if (nowMs > 2_000) steps.push(at - before);
      before = at;
    }
    expect(Math.max(...steps)).toBeLessThan(40);
    expect(before).toBeGreaterThan(3_800);
    expect(head.follow(4_000, 90_000)).toBe(90_000);
  });
});

describe('curves', () => {
  const span = (values: number[], periodMs: number) => ({
    times: Float64Array.from(values, (_, index) => index * periodMs),
    values: Float32Array.from(values),
    begin: 0,
    end: values.length,
  });
  const scale = { fromMs: 0, pixelsPerMs: 1, zeroY: 100, pixelsPerUnit: -1 };

  it('lose no peak, however many samples a column has', () => {
    const values = Array.from({ length: 1_000 }, () => 0);
    values[437] = 60;
    values[438] = -30;
    const columns = createColumns(10);
    traceColumns(span(values, 0.01), scale, columns);
    expect(columns.least[4]).toBe(40);
    expect(columns.greatest[4]).toBe(130);
    expect(columns.least[3]).toBe(100);
  });

  it('run straight through columns without a sample', () => {
    const columns = createColumns(10);
    traceColumns(span([0, 80], 8), scale, columns);
    expect(columns.greatest[0]).toBe(100);
    expect(columns.least[3]).toBeCloseTo(60, 4);
    expect(columns.greatest[3]).toBeCloseTo(70, 4);
    expect(columns.least[9]).toBe(Number.POSITIVE_INFINITY);
  });

  it('are broken by a value that is no number', () => {
    const columns = createColumns(10);
    traceColumns(span([0, Number.NaN, 0], 4), scale, columns);
    expect(columns.least[0]).toBe(100);
    expect(columns.least[4]).toBe(Number.POSITIVE_INFINITY);
    expect(columns.least[8]).toBe(100);
  });

  it('come in from outside of the view', () => {
    const columns = createColumns(4);
    traceColumns(span([0, 100], 100), { ...scale, fromMs: 50 }, columns);
    expect(columns.greatest[0]).toBeCloseTo(50, 3);
  });

  it('are painted where they are, with soft rims, within their lane', () => {
    const theme = canvasTheme('light');
    const colours = coverageColours(theme, [0, 0, 0]);
    const pixels = new Uint32Array(3 * 10).fill(packed(theme.background));
    const columns = createColumns(3);
    columns.least.set([2.5, Number.POSITIVE_INFINITY, -50]);
    columns.greatest.set([4.5, Number.NEGATIVE_INFINITY, 50]);
    paintTrace({ pixels, width: 3, height: 10 }, columns, colours, 1, 1, 9);
    const column = (x: number) => Array.from({ length: 10 }, (_, y) => pixels[y * 3 + x]);
    const black = packed([0, 0, 0]);
    const white = packed([255, 255, 255]);
    expect(column(0)).toEqual([white, white, black, black, black, ...Array(5).fill(white)]);
    expect(column(1)).toEqual(Array(10).fill(white));
    expect(column(2)).toEqual([white, ...Array(8).fill(black), white]);
    columns.least.fill(5.25);
    columns.greatest.fill(5.25);
    paintTrace({ pixels, width: 3, height: 10 }, columns, colours, 1, 0, 10);
    expect(pixels[4 * 3 + 1]).toBe(colours[4]);
    expect(pixels[5 * 3 + 1]).toBe(colours[12]);
  });
});

describe('ranges', () => {
  const stacked = readSettings('signal', {});
  const known = [
    { minimum: -10, maximum: 10 },
    { minimum: 90, maximum: 110 },
  ];

  it('are those that are set', () => {
    const range = { isAuto: false, minimum: -5, maximum: 5 };
    expect(laneRanges({ layout: 'stacked', range }, [undefined], [])).toEqual([{ minimum: -5, maximum: 5 }]);
  });

  it('stay while curves fit and fill them', () => {
    const extents = [
      { minimum: -8, maximum: 8 },
      { minimum: 92, maximum: 107 },
    ];
    const ranges = laneRanges(stacked, extents, known);
    expect(ranges[0]).toBe(known[0]);
    expect(ranges[1]).toBe(known[1]);
  });

  it('of stacked lanes have one scale, each around its own channel', () => {
    const ranges = laneRanges(
      stacked,
      [
        { minimum: -50, maximum: 50 },
        { minimum: 1_000, maximum: 1_002 },
      ],
      [],
    );
    expect(ranges.map(({ minimum, maximum }) => maximum - minimum)).toEqual([120, 120]);
    expect(ranges[1]).toEqual({ minimum: 941, maximum: 1_061 });
  });

  it('of expanded lanes are their own, overlaid ones share one, and flat lines have a height', () => {
    const extents = [
      { minimum: 0, maximum: 10 },
      { minimum: 5, maximum: 5 },
    ];
    const [first, second] = laneRanges({ ...stacked, layout: 'expanded' }, extents, []);
    expect(first).toEqual({ minimum: -1, maximum: 11 });
    expect(second!.maximum).toBeGreaterThan(second!.minimum);
    const shared = laneRanges({ ...stacked, layout: 'overlaid' }, extents, []);
    expect(shared[0]).toBe(shared[1]);
    expect(shared[0]).toEqual({ minimum: -1, maximum: 11 });
  });

  it('come from what is in the window', () => {
    const history = new SampleHistory(1, 10);
    history.append(block(0, [900, 1, 2, Number.NaN, 3]));
    expect(extentOf(history, 0, 4)).toEqual({ minimum: 1, maximum: 3 });
    expect(extentOf(history, 0, 1_000)).toBeUndefined();
  });

  it('are written in three digits', () => {
    expect([0, 1.23456, 98_765, 1e6, 0.000_12].map(numeral)).toEqual([
      '0',
      '1.23',
      '98800',
      '1.0e+6',
      '1.2e-4',
    ]);
  });
});

describe('what is done to a preview', () => {
  const settings = (change: Partial<SignalSettings>) => ({ ...readSettings('signal', {}), ...change });

  it('is nothing by itself', () => {
    expect(new Conditioner(settings({}), 250).isIdle).toBe(true);
  });

  it('takes the average of all channels off, or one of them', () => {
    const average = block(0, [1, 2], [3, 6]);
    new Conditioner(settings({ reference: 'average' }), 250).apply(average);
    expect(average.channels.map((values) => [...values])).toEqual([
      [-1, -2],
      [1, 2],
    ]);
    const single = block(0, [1, 2], [3, 6]);
    new Conditioner(settings({ reference: 1 }), 250).apply(single);
    expect(single.channels.map((values) => [...values])).toEqual([
      [-2, -4],
      [0, 0],
    ]);
    const absent = block(0, [1, 2]);
    new Conditioner(settings({ reference: 9 }), 250).apply(absent);
    expect([...absent.channels[0]!]).toEqual([1, 2]);
  });

  it('filters each channel by itself', () => {
    const filter = { ...settings({}).filter, kind: 'high', lowHz: 5 } as const;
    const conditioner = new Conditioner(settings({ filter }), 250);
    const offset = block(0, [500, 500, 500], [-20, -20, -20]);
    conditioner.apply(offset);
    for (const values of offset.channels) {
      for (const value of values) expect(Math.abs(value)).toBeLessThan(1e-6);
    }
  });

  it('leaves out filters that are not possible, and says so', () => {
    const filter = { ...settings({}).filter, kind: 'low', highHz: 60 } as const;
    expect(isFilterPossible(filter, 100)).toBe(false);
    expect(isFilterPossible({ ...filter, highHz: 20 }, 100)).toBe(true);
    expect(isFilterPossible({ ...filter, kind: 'none', notchHz: 60 }, 100)).toBe(false);
    expect(new Conditioner(settings({ filter }), 100).isIdle).toBe(true);
  });
});

import type { WireStreamDescriptor } from '@modlink/protocol';
import { describe, expect, it } from 'vitest';
import { hasElectrodes } from '../src/live/card/stream-name.js';
import {
  arrange,
  gridColumns,
  inReadingOrder,
  maximizeCard,
  moveCard,
  stackCards,
} from '../src/live/grid/arrange.js';
import { contactOf, ohmText } from '../src/live/impedance/contact.js';
import {
  type ImpedanceCommand,
  impedanceCalls,
  readImpedances,
} from '../src/live/impedance/impedance-plan.js';
import { readSettings } from '../src/live/setup/card-settings.js';

const descriptor = (change: Partial<WireStreamDescriptor> = {}): WireStreamDescriptor => ({
  deviceId: 'device.01',
  streamKey: 'a',
  payloadType: 'signal',
  nominalSampleRateHz: 250,
  chunkSize: 10,
  channelNames: ['x', 'y', 'z'],
  metadata: {},
  ...change,
});
const streams = (...keys: string[]) => keys.map((streamId) => ({ streamId, descriptor: descriptor() }));
const order = (layout: ReturnType<typeof arrange>) => inReadingOrder(layout).map(({ i }) => i);

describe('cards', () => {
  it('stand where they were put, others where there is room', () => {
    const layout = arrange(streams('a', 'b', 'c'), { b: { x: 0, y: 0, w: 6, h: 8 } });
    expect(order(layout)).toEqual(['b', 'a', 'c']);
    expect(layout.find(({ i }) => i === 'a')).toMatchObject({ x: 6, y: 0 });
    expect(layout.find(({ i }) => i === 'c')).toMatchObject({ x: 0, y: 8 });
  });

  it('stay within the grid, whatever was kept', () => {
    const layout = arrange(streams('a', 'b'), {
      a: { x: 40, y: 900, w: 70, h: 5 },
      b: { x: 11, y: 0, w: 6, h: 5 },
    });
    for (const { x, w } of layout) expect(x + w).toBeLessThanOrEqual(gridColumns);
    expect(Math.min(...layout.map(({ y }) => y))).toBe(0);
  });

  it('are moved past each other and sized by keys', () => {
    const layout = arrange(streams('a', 'b', 'c'), {});
    expect(order(moveCard(layout, 'c', 'up'))).toEqual(['c', 'b', 'a']);
    expect(order(moveCard(layout, 'a', 'down'))).toEqual(['c', 'b', 'a']);
    expect(moveCard(layout, 'a', 'up')).toEqual(layout);
    expect(moveCard(layout, 'nobody', 'up')).toEqual(layout);
    expect(order(moveCard(layout, 'b', 'left'))).toEqual(['b', 'a', 'c']);
    expect(order(moveCard(layout, 'a', 'right'))).toEqual(['b', 'a', 'c']);
    expect(moveCard(layout, 'b', 'right')).toEqual(layout);
    const wider = moveCard(layout, 'c', 'wider').find(({ i }) => i === 'c');
    expect(wider).toMatchObject({ x: 0, w: 7 });
    expect(moveCard(layout, 'c', 'right').find(({ i }) => i === 'c')).toMatchObject({ x: 1 });
    let narrow = layout;
    for (let step = 0; step < 20; step++) narrow = moveCard(moveCard(narrow, 'a', 'narrower'), 'a', 'lower');
    expect(narrow.find(({ i }) => i === 'a')).toMatchObject({ w: 3, h: 4 });
  });

  it('never overlap', () => {
    let layout = arrange(streams('a', 'b', 'c', 'd', 'e'), {});
    const moves = ['right', 'down', 'wider', 'taller', 'up', 'left', 'narrower', 'lower'] as const;
    for (let step = 0; step < 200; step++) {
      layout = moveCard(layout, 'abcde'[(step * 7) % 5]!, moves[(step * 5) % moves.length]!);
      for (const one of layout) {
        for (const other of layout) {
          if (one === other) continue;
          const isApart =
            one.x + one.w <= other.x ||
            other.x + other.w <= one.x ||
            one.y + one.h <= other.y ||
            other.y + other.h <= one.y;
          expect(isApart).toBe(true);
        }
      }
    }
  });

  it('stand below each other in narrow windows, and alone when maximized', () => {
    const stacked = stackCards(arrange(streams('a', 'b'), {}));
    expect(stacked.map(({ i, x, y, w }) => [i, x, y, w])).toEqual([
      ['a', 0, 0, gridColumns],
      ['b', 0, 8, gridColumns],
    ]);
    const maximized = maximizeCard(stacked, 'b', 14);
    expect(maximized.find(({ i }) => i === 'b')).toMatchObject({ x: 0, y: 0, w: gridColumns, h: 14 });
    expect(maximized.find(({ i }) => i === 'a')!.y).toBe(14);
  });
});

describe('settings of a view', () => {
  it('are the defaults where nothing, or nothing sensible, was kept', () => {
    const defaults = readSettings('signal', undefined);
    expect(defaults).toMatchObject({ view: 'time', layout: 'stacked', windowS: 5, reference: 'none' });
    const broken = { view: 'sideways', windowS: 9_000, filter: { kind: 'low', order: 70 }, range: 7 };
    expect(readSettings('signal', broken)).toEqual({
      ...defaults,
      filter: { ...defaults.filter, kind: 'low' },
    });
    expect(readSettings('video', 'text')).toMatchObject({ isFilled: false });
    expect(readSettings('field', { colourMap: 'magma' })).toMatchObject({ colourMap: 'magma' });
  });

  it('come back as they were', () => {
    const settings = { ...readSettings('raster', {}), windowS: 30, colourMap: 'cividis' } as const;
    expect(readSettings('raster', JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });
});

describe('impedance', () => {
  const command = (args: object): ImpedanceCommand => ({
    name: 'impedance',
    title: 'Measure',
    arguments: args as ImpedanceCommand['arguments'],
    when: 'idle',
  });
  const names = ['Fp1', 'Fp2'];

  it('is measured channel by channel where the device asks for one', () => {
    const calls = impedanceCalls(command({ properties: { channel: { maximum: 3 } } }), names);
    expect(calls.map(({ electrode }) => electrode)).toEqual(['Fp1', 'Fp2', '3']);
    expect(calls[2]!.arguments).toEqual({ channel: 3 });
    expect(readImpedances(calls[0]!, { channel: 1, ohm: 5_120 }, names)).toEqual([
      { electrode: 'Fp1', ohm: 5_120 },
    ]);
    expect(readImpedances(calls[0]!, null, names)).toEqual([{ electrode: 'Fp1', ohm: undefined }]);
  });

  it('is measured at once where the device tells all', () => {
    const [call] = impedanceCalls(command({}), names);
    expect(readImpedances(call!, { 1: 5_000, 2: null, reference: 70_000 }, names)).toEqual([
      { electrode: 'Fp1', ohm: 5_000 },
      { electrode: 'Fp2', ohm: undefined },
      { electrode: 'reference', ohm: 70_000 },
    ]);
    expect(readImpedances(call!, 'text', names)).toEqual([]);
  });

  it('is told in words', () => {
    expect([4_000, 10_000, 10_001, 50_000, 2e6].map(contactOf)).toEqual([
      'good',
      'good',
      'fair',
      'fair',
      'bad',
    ]);
    expect([512, 5_120, 1_234_567].map(ohmText)).toEqual(['512 Ω', '5.12 kΩ', '1.23 MΩ']);
  });

  it('is offered for streams with electrodes', () => {
    expect(hasElectrodes(descriptor({ metadata: { unit: 'uV' } }))).toBe(true);
    expect(hasElectrodes(descriptor({ metadata: { electrodes: ['Fp1'] } }))).toBe(true);
    expect(hasElectrodes(descriptor({ metadata: { unit: 'm/s^2' } }))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { grey, heat } from '../../src/terminal/color-map.js';
import { drawPixels, fittedSize, type Rgb } from '../../src/terminal/pixels.js';
import { sparkline } from '../../src/terminal/sparkline.js';
import { atBothEnds, inColumns, joinFitting } from '../../src/terminal/text-width.js';

describe('a sparkline', () => {
  it('goes from the least to the greatest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([-1, 1, -1])).toBe('▁█▁');
  });

  it('lies in the middle where nothing moves, and has holes where there is nothing', () => {
    expect(sparkline([3, 3, 3])).toBe('▅▅▅');
    expect(sparkline([Number.NaN, 0, 1])).toBe(' ▁█');
    expect(sparkline([Number.NaN, Number.NaN])).toBe('  ');
    expect(sparkline([])).toBe('');
  });
});

describe('pixels', () => {
  const black: Rgb = [0, 0, 0];
  const white: Rgb = [255, 255, 255];
  const board = { width: 2, height: 2, at: (x: number, y: number) => ((x + y) % 2 === 0 ? white : black) };

  it('are two in each character, in all colours, in 256, or in shades', () => {
    expect(drawPixels(board, 24)).toEqual([
      '\u001B[38;2;255;255;255;48;2;0;0;0m▀\u001B[38;2;0;0;0;48;2;255;255;255m▀\u001B[0m',
    ]);
    expect(drawPixels(board, 8)).toEqual(['\u001B[38;5;255;48;5;232m▀\u001B[38;5;232;48;5;255m▀\u001B[0m']);
    expect(drawPixels(board, 4)).toEqual(['▒▒']);
    expect(
      drawPixels({ width: 3, height: 2, at: (x) => [black, [120, 120, 120], white][x] as Rgb }, 1),
    ).toEqual([' ▒█']);
  });

  it('keep their proportions in the room there is', () => {
    expect(fittedSize({ width: 10, height: 10 }, { columns: 38, rows: 10 })).toEqual({
      width: 20,
      height: 20,
    });
    expect(fittedSize({ width: 320, height: 240 }, { columns: 38, rows: 10 })).toEqual({
      width: 26,
      height: 20,
    });
    expect(fittedSize({ width: 1000, height: 1 }, { columns: 10, rows: 3 })).toEqual({
      width: 10,
      height: 2,
    });
    for (const height of [1, 3, 7, 240]) {
      for (const rows of [1, 3, 10]) {
        const size = fittedSize({ width: 10, height }, { columns: 20, rows });
        expect(size.height % 2).toBe(0);
        expect(size.height).toBeLessThanOrEqual(2 * rows);
        expect(size.width).toBeLessThanOrEqual(20);
      }
    }
  });

  it('have colours for every number', () => {
    expect([grey(0), grey(0.5), grey(1), grey(7), grey(Number.NaN)]).toEqual([
      [0, 0, 0],
      [128, 128, 128],
      [255, 255, 255],
      [255, 255, 255],
      [0, 0, 0],
    ]);
    const brightness = [0, 0.2, 0.4, 0.6, 0.8, 1].map((value) =>
      heat(value).reduce((sum, part) => sum + part, 0),
    );
    expect(brightness).toEqual([...brightness].sort((a, b) => a - b));
  });
});

describe('text in columns', () => {
  it('is cut or filled, whatever its colours', () => {
    expect(inColumns('abc', 5)).toBe('abc  ');
    expect(inColumns('abcdef', 4)).toBe('abc…');
    expect(inColumns('日本語', 5)).toBe('日本…');
    expect(inColumns('\u001B[1mabc\u001B[22m', 4)).toBe('\u001B[1mabc\u001B[22m ');
    expect(inColumns('abc', 0)).toBe('');
  });

  it('stands at both ends of a line', () => {
    expect(atBothEnds('left', 'right', 12)).toBe('left   right');
    expect(atBothEnds('a long left side', 'right', 12)).toBe('a lon… right');
    expect(atBothEnds('left', 'a long right side', 12)).toBe('a long righ…');
  });

  it('takes as many parts as fit', () => {
    expect(joinFitting(['one', 'two', 'three'], ' · ', 9)).toBe('one · two');
    expect(joinFitting(['one', 'two'], ' · ', 2)).toBe('');
  });
});

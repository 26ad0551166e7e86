import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readPicture } from '../src/parser/index.js';

const side = fc.integer({ min: 1, max: 9 });
const size = fc.record({ width: side, height: side });

it('gives the mean brightness of each cell', () => {
  const pixels = Uint8Array.of(0, 10, 100, 110, 20, 30, 120, 130);
  expect([...readPicture(pixels, { width: 4, height: 2 }, { width: 2, height: 1 })]).toEqual([15, 115]);
  expect([...readPicture(pixels, { width: 4, height: 2 }, { width: 4, height: 2 })]).toEqual([...pixels]);
});

it('gives what is between the darkest and the brightest pixel, whatever the sizes', () => {
  fc.assert(
    fc.property(size, size, fc.nat(255), (picture, grid, brightness) => {
      const pixels = new Uint8Array(picture.width * picture.height).fill(brightness);
      const means = readPicture(pixels, picture, grid);
      expect(means).toHaveLength(grid.width * grid.height);
      expect(means.every((mean) => mean === brightness)).toBe(true);
    }),
  );
});

it('never throws on a picture that is cut off', () => {
  fc.assert(
    fc.property(fc.uint8Array(), size, size, (pixels, picture, grid) => {
      expect(readPicture(pixels, picture, grid).every((mean) => mean >= 0 && mean <= 255)).toBe(true);
    }),
  );
});

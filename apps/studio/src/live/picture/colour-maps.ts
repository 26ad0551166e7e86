/**
 * Colour maps. `viridis`, `magma`, `inferno`, `plasma` and `cividis` are perceptually uniform: equal steps of the value look
 * equally large, also in print without colour, and `cividis` to nearly everyone with a colour vision deficiency alike
 * (Nunez, Anderton and Renslow 2018, doi:10.1371/journal.pone.0199239). `blue-red` is for values around zero.
 */
import { rgb } from 'd3-color';
import {
  interpolateCividis,
  interpolateGreys,
  interpolateInferno,
  interpolateMagma,
  interpolatePlasma,
  interpolateRdBu,
  interpolateTurbo,
  interpolateViridis,
} from 'd3-scale-chromatic';

export const colourMapNames = [
  'gray',
  'viridis',
  'magma',
  'inferno',
  'plasma',
  'cividis',
  'turbo',
  'blue-red',
] as const;
export type ColourMapName = (typeof colourMapNames)[number];

const interpolators: Readonly<Record<ColourMapName, (share: number) => string>> = {
  gray: (share) => interpolateGreys(1 - share),
  viridis: interpolateViridis,
  magma: interpolateMagma,
  inferno: interpolateInferno,
  plasma: interpolatePlasma,
  cividis: interpolateCividis,
  turbo: interpolateTurbo,
  'blue-red': (share) => interpolateRdBu(1 - share),
};

const size = 256;
const maps = new Map<ColourMapName, Uint32Array>();

/** The 256 colours of a map, as pixels of `ImageData`. */
export function colourMap(name: ColourMapName): Uint32Array {
  let map = maps.get(name);
  if (map === undefined) {
    map = Uint32Array.from({ length: size }, (_, index) => {
      const { r, g, b } = rgb(interpolators[name](index / (size - 1)));
      return (0xff000000 | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
    });
    maps.set(name, map);
  }
  return map;
}

/** Paints values with a map; those outside of the range get its ends. What is no number stays transparent. */
export function paintValues(
  values: ArrayLike<number>,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
  map: Uint32Array,
  pixels: Uint32Array,
): void {
  const scale = (size - 1) / (maximum > minimum ? maximum - minimum : 1);
  for (let at = 0; at < pixels.length; at++) {
    const value = values[at] as number;
    const step = Math.round((value - minimum) * scale);
    pixels[at] = Number.isNaN(value) ? 0 : (map[Math.min(255, Math.max(0, step))] as number);
  }
}

import type { Rgb } from './pixels.js';

/** A number from 0 to 1 as a colour. */
export type ColorMap = (value: number) => Rgb;

/** Black over violet and orange to pale yellow; brighter is more, also in shades of grey. */
export const heat: ColorMap = interpolated([
  [6, 4, 20],
  [58, 12, 92],
  [132, 32, 107],
  [205, 66, 72],
  [245, 125, 30],
  [249, 201, 50],
  [252, 255, 190],
]);

export const grey: ColorMap = interpolated([
  [0, 0, 0],
  [255, 255, 255],
]);

function interpolated(stops: readonly Rgb[]): ColorMap {
  return (value) => {
    const place = Math.min(Math.max(Number.isFinite(value) ? value : 0, 0), 1) * (stops.length - 1);
    const below = Math.floor(place);
    const from = stops[below] ?? [0, 0, 0];
    const to = stops[below + 1] ?? from;
    const mix = (channel: 0 | 1 | 2): number =>
      Math.round(from[channel] + (to[channel] - from[channel]) * (place - below));
    return [mix(0), mix(1), mix(2)];
  };
}

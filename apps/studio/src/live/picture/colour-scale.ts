import { numeral } from '../signal/time-labels.js';
import { type CanvasTheme, css } from '../stage/canvas-theme.js';
import { type ColourMapName, colourMap } from './colour-maps.js';
import type { Place } from './picture-place.js';
import type { ValueRange } from './value-range.js';

/** What a colour scale takes at the right of a picture, in CSS pixels. */
export const colourScaleWidth = 58;

/** Draws which colour is which value. */
export function drawColourScale(
  context: CanvasRenderingContext2D,
  { x, y, height }: Omit<Place, 'width'>,
  {
    map,
    range,
    unit,
    theme,
  }: {
    readonly map: ColourMapName;
    readonly range: ValueRange;
    readonly unit: string | undefined;
    readonly theme: CanvasTheme;
  },
): void {
  context.fillStyle = css(theme.background);
  context.fillRect(x, y, colourScaleWidth, height);
  const colours = colourMap(map);
  const top = y + 16;
  const bottom = y + height - 16;
  for (let at = top; at < bottom; at++) {
    const colour = colours[Math.round(255 * (1 - (at - top) / (bottom - top)))] ?? 0;
    context.fillStyle = `rgb(${colour & 255} ${(colour >> 8) & 255} ${(colour >> 16) & 255})`;
    context.fillRect(x + 8, at, 12, 1.5);
  }
  context.fillStyle = theme.text;
  context.font = '11px system-ui, sans-serif';
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(numeral(range.maximum), x + 24, top);
  context.textBaseline = 'bottom';
  context.fillText(numeral(range.minimum), x + 24, bottom);
  context.textBaseline = 'middle';
  context.fillText(unit ?? '', x + 24, (top + bottom) / 2);
}

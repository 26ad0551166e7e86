import type { SignalSettings } from '../setup/card-settings.js';
import { type CanvasTheme, css, type Rgb } from '../stage/canvas-theme.js';
import type { StageSize } from '../stage/stream-view.js';
import type { LaneRange } from './lane-ranges.js';

export interface LabelledLane {
  readonly name: string;
  readonly colour: Rgb;
  readonly range: LaneRange;
}

export interface TimeLabels {
  readonly size: StageSize;
  readonly theme: CanvasTheme;
  readonly settings: SignalSettings;
  readonly lanes: readonly LabelledLane[];
  readonly unit: string | undefined;
}

const left = 64;
const bottom = 18;
const lineHeight = 13;

/** Where the curves are within a stage, in CSS pixels. */
export const plotArea = ({ width, height }: StageSize) => ({
  left,
  top: 2,
  width: Math.max(1, width - left),
  height: Math.max(1, height - bottom - 2),
});

/** Names of channels, their scale, and the time. */
export function drawTimeLabels(context: CanvasRenderingContext2D, labels: TimeLabels): void {
  const { size, theme, settings, lanes, unit } = labels;
  const area = plotArea(size);
  context.clearRect(0, 0, size.width, size.height);
  context.fillStyle = css(theme.background);
  context.fillRect(0, 0, left, size.height);
  context.fillRect(0, area.top + area.height, size.width, bottom);
  context.font = '11px system-ui, sans-serif';
  drawTimes(context, labels);
  if (settings.layout === 'overlaid') drawLegend(context, labels);
  else drawNames(context, labels);
  const first = lanes[0];
  if (settings.layout !== 'stacked' || first === undefined) return;
  // Lanes have one scale: how much the height of one is.
  const span = `${numeral(first.range.maximum - first.range.minimum)} ${unit ?? ''}`.trim();
  context.fillStyle = theme.text;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  context.fillText(`↕ ${span}`, 4, size.height - 3);
}

function drawTimes(context: CanvasRenderingContext2D, { size, theme, settings: { windowS } }: TimeLabels) {
  const area = plotArea(size);
  context.fillStyle = theme.text;
  context.textBaseline = 'bottom';
  const most = Math.max(1, Math.floor(area.width / 60));
  const step = [1, 2, 5, 10, 15, 20, 30].find((seconds) => windowS / seconds <= most) ?? 60;
  for (let second = 0; second < windowS; second += step) {
    context.textAlign = second === 0 ? 'right' : 'center';
    const x = area.left + area.width * (1 - second / windowS);
    context.fillText(second === 0 ? '0 s' : `−${second}`, second === 0 ? size.width - 2 : x, size.height - 3);
  }
}

function drawNames(context: CanvasRenderingContext2D, { size, theme, settings, lanes, unit }: TimeLabels) {
  const area = plotArea(size);
  const laneHeight = area.height / lanes.length;
  // Where lanes are lower than text, every second or third is named.
  const every = Math.max(1, Math.ceil(lineHeight / laneHeight));
  context.textAlign = 'right';
  lanes.forEach(({ name, colour, range }, lane) => {
    const top = area.top + laneHeight * lane;
    if (lane % every === 0) {
      context.textBaseline = 'middle';
      context.fillStyle = css(colour);
      context.fillText(fitted(context, name, left - 8), left - 6, top + laneHeight / 2);
    }
    if (settings.layout !== 'expanded' || laneHeight < 3 * lineHeight) return;
    context.fillStyle = theme.text;
    context.textBaseline = 'top';
    context.fillText(fitted(context, `${numeral(range.maximum)} ${unit ?? ''}`, left - 8), left - 6, top + 2);
    context.textBaseline = 'bottom';
    context.fillText(numeral(range.minimum), left - 6, top + laneHeight - 2);
  });
}

function drawLegend(context: CanvasRenderingContext2D, { size, theme, lanes, unit }: TimeLabels) {
  const area = plotArea(size);
  const range = lanes[0]?.range;
  if (range === undefined) return;
  context.fillStyle = theme.text;
  context.textAlign = 'right';
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    context.textBaseline = share === 0 ? 'top' : share === 1 ? 'bottom' : 'middle';
    const value = range.maximum - (range.maximum - range.minimum) * share;
    context.fillText(numeral(value), left - 6, area.top + area.height * share);
  }
  let x = left + 6;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  context.fillText(unit ?? '', x, area.top + 4);
  x += unit === undefined ? 0 : context.measureText(unit).width + 12;
  for (const { name, colour } of lanes) {
    context.fillStyle = css(colour);
    context.fillText(name, x, area.top + 4);
    x += context.measureText(name).width + 10;
    if (x > size.width - 40) break;
  }
}

/** A number in three digits. */
export function numeral(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e5 || size < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(3)));
}

function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let shorter = text;
  while (shorter.length > 1 && context.measureText(`${shorter}…`).width > width)
    shorter = shorter.slice(0, -1);
  return `${shorter}…`;
}

/** Draws what a driver emitted, as SVG: for the READMEs of drivers. The same frames give the same text. */
import type { StreamDescriptor } from '@modlink/sdk';
import type { RecordedFrame } from '@modlink/testkit';

/** One axis with what is drawn on it. */
export interface PlotRow {
  readonly label: string;
  readonly streamKey: string;
  /** The first channel that is drawn; 0 when absent. */
  readonly firstChannel?: number;
  /** Of that channel and of those after it: as many are drawn. */
  readonly colors: readonly string[];
  /** Points instead of lines: for values that come now and then. */
  readonly dots?: boolean;
}

export interface PlotOptions {
  readonly title: string;
  readonly streams: readonly StreamDescriptor[];
  readonly frames: readonly RecordedFrame[];
  /** How much is drawn, from the first frame of the first row on. */
  readonly seconds: number;
  readonly rows: readonly PlotRow[];
}

/** Where samples were lost before a point, no line leads to it. */
type Point = readonly [timeS: number, value: number, isAfterLoss: boolean];

const [width, left, rowHeight, rowGap] = [720, 70, 90, 24];

export function drawFrames(options: PlotOptions): string {
  const { title, seconds, rows } = options;
  const height = rows.length * (rowHeight + rowGap) + 24;
  const x = (timeS: number) => (left + (timeS / seconds) * (width - left - 10)).toFixed(1);
  const startNs = Math.min(
    ...framesOf(options, rows[0]?.streamKey).map(({ timestampNs }) => Number(timestampNs)),
  );
  const drawn = rows.map((row, index) =>
    drawRow(options, row, startNs, index * (rowHeight + rowGap) + 16, x),
  );
  const ticks = Array.from(
    { length: seconds + 1 },
    (_, second) => `<text x="${x(second)}" y="${height - 12}" text-anchor="middle">${second} s</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">`,
    `<title>${title}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...drawn,
    ...ticks,
    '</svg>\n',
  ].join('\n');
}

function drawRow(
  options: PlotOptions,
  row: PlotRow,
  startNs: number,
  top: number,
  x: (timeS: number) => string,
): string {
  const lines = row.colors.map((_, index) =>
    pointsOf(options, row.streamKey, (row.firstChannel ?? 0) + index, startNs),
  );
  const inside = lines.map((line) => line.filter(([timeS]) => timeS >= 0 && timeS <= options.seconds));
  const values = inside.flat().map(([, value]) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const digits = high - low < 5 ? 1 : 0;
  const y = (value: number) => (top + rowHeight - ((value - low) / (high - low || 1)) * rowHeight).toFixed(1);
  const shown = inside.map((line, channel) => {
    const color = row.colors[channel];
    if (row.dots === true) {
      return line
        .map(([timeS, value]) => `<circle cx="${x(timeS)}" cy="${y(value)}" r="3" fill="${color}"/>`)
        .join('');
    }
    const path = line.map(
      ([timeS, value, isAfterLoss], index) =>
        `${index === 0 || isAfterLoss ? 'M' : 'L'}${x(timeS)} ${y(value)}`,
    );
    return `<path fill="none" stroke="${color}" d="${path.join('')}"/>`;
  });
  return [
    `<text x="${left}" y="${top - 5}">${row.label}</text>`,
    `<text x="${left - 6}" y="${top + 8}" text-anchor="end">${high.toFixed(digits)}</text>`,
    `<text x="${left - 6}" y="${top + rowHeight}" text-anchor="end">${low.toFixed(digits)}</text>`,
    `<rect x="${left}" y="${top}" width="${width - left - 10}" height="${rowHeight}" fill="none" stroke="#ced4da"/>`,
    ...shown,
  ].join('\n');
}

function framesOf({ frames }: PlotOptions, streamKey: string | undefined): readonly RecordedFrame[] {
  return frames.filter((frame) => frame.streamKey === streamKey);
}

/** Points of one channel: seconds from the start, and values. */
function pointsOf(
  options: PlotOptions,
  streamKey: string,
  channel: number,
  startNs: number,
): readonly Point[] {
  const rateHz =
    options.streams.find((each) => each.streamKey === streamKey)?.nominalSampleRateHz ?? 'irregular';
  return framesOf(options, streamKey).flatMap(({ timestampNs, data, lost }) => {
    const [, count = 0] = data.shape;
    return Array.from(
      { length: count },
      (_, index): Point => [
        (Number(timestampNs) - startNs) / 1e9 + (rateHz === 'irregular' ? 0 : index / rateHz),
        Number(data.values[channel * count + index]),
        lost > 0 && index === 0,
      ],
    );
  });
}

/** Streams beside and below each other on a screen: channels first, then pictures. */
import stringWidth from 'string-width';
import { streamTitle } from '../output/descriptor-words.js';
import { jitterText, pluralText, rateText } from '../output/quantities.js';
import type { Room } from '../terminal/live-screen.js';
import { atBothEnds, inColumns, joinFitting } from '../terminal/text-width.js';
import type { LiveStream } from './live-streams.js';
import type { Palette } from './stream-picture.js';

/** A signal with more channels than this has a row to itself. */
const mostChannelsBeside = 4;
const narrowestCell = 24;
const gap = 2;

/** Streams that stand beside each other. */
interface GridRow {
  readonly streams: readonly LiveStream[];
  readonly headRows: number;
  readonly wantedRows: number;
  readonly isPictures: boolean;
  bodyRows: number;
}

/** Draws as much of the streams as there is room for; the last line says what is not shown. */
export function drawStreamGrid(streams: readonly LiveStream[], room: Room, palette: Palette): string[] {
  const { shown, isSpaced } = shareRows(gridRows(streams, room.columns), room.rows);
  const lines = shown.flatMap((row, index) => [
    ...(isSpaced && index > 0 ? [''] : []),
    ...drawRow(row, room.columns, palette),
  ]);
  const hidden = streams.length - shown.reduce((total, row) => total + row.streams.length, 0);
  if (hidden > 0)
    lines.push(palette.colors.dim(`and ${pluralText(hidden, 'more stream')}: there is no room for more`));
  return lines.slice(0, room.rows).map((line) => inColumns(line, room.columns).trimEnd());
}

function gridRows(streams: readonly LiveStream[], columns: number): GridRow[] {
  const isSignal = ({ descriptor }: LiveStream): boolean => descriptor.payloadType === 'signal';
  const isWide = (stream: LiveStream): boolean => stream.picture.wantedRows > mostChannelsBeside;
  const signals = streams.filter(isSignal);
  return [
    ...signals.filter(isWide).map((stream) => gridRow([stream], false)),
    ...inRows(
      signals.filter((stream) => !isWide(stream)),
      columns,
    ).map((row) => gridRow(row, false)),
    ...inRows(
      streams.filter((stream) => !isSignal(stream)),
      columns,
    ).map((row) => gridRow(row, true)),
  ];
}

function gridRow(streams: readonly LiveStream[], isPictures: boolean): GridRow {
  const wantedRows = Math.max(...streams.map(({ picture }) => picture.wantedRows));
  // A stream with the whole width to itself has its figures beside its title.
  return {
    streams,
    isPictures,
    wantedRows,
    headRows: streams.length === 1 && !isPictures ? 1 : 2,
    bodyRows: 0,
  };
}

function inRows(streams: readonly LiveStream[], columns: number): LiveStream[][] {
  const most = Math.max(Math.floor((columns + gap) / (narrowestCell + gap)), 1);
  const rows = Math.ceil(streams.length / most);
  const inEach = Math.ceil(streams.length / Math.max(rows, 1));
  return Array.from({ length: rows }, (_, row) => streams.slice(row * inEach, (row + 1) * inEach));
}

/** First something of everything, then all channels, then larger pictures. */
function shareRows(rows: readonly GridRow[], available: number): { shown: GridRow[]; isSpaced: boolean } {
  const least = (row: GridRow): number => Math.min(row.wantedRows, row.isPictures ? 3 : 2);
  const shown = [...rows];
  for (const row of shown) row.bodyRows = least(row);
  const needed = (): number =>
    shown.reduce((total, { headRows, bodyRows }) => total + headRows + bodyRows, 0) +
    (shown.length < rows.length ? 1 : 0);
  // What does not fit even so gives way to the line that says so.
  while (shown.length > 1 && needed() > available) shown.pop();
  let free = available - needed();
  const last = shown.at(-1);
  if (last !== undefined && free < 0) last.bodyRows = Math.max(last.bodyRows + free, 0);
  const signals = shown.filter(({ isPictures }) => !isPictures);
  const grow = (row: GridRow, wanted: number): void => {
    const more = Math.max(Math.min(wanted - row.bodyRows, free), 0);
    row.bodyRows += more;
    free -= more;
  };
  for (const row of signals.toReversed()) grow(row, row.wantedRows);
  const spaces = shown.length - 1;
  const isSpaced = free >= spaces + 2;
  if (isSpaced) free -= spaces;
  for (const row of shown) grow(row, row.wantedRows);
  return { shown, isSpaced };
}

function drawRow({ streams, headRows, bodyRows }: GridRow, columns: number, palette: Palette): string[] {
  const width = Math.floor((columns - gap * (streams.length - 1)) / streams.length);
  const cells = streams.map((stream) => [
    ...drawHead(stream, headRows, width, palette),
    ...stream.picture.draw({ columns: width, rows: bodyRows }, palette),
  ]);
  const height = Math.max(...cells.map((cell) => cell.length));
  return Array.from({ length: height }, (_, line) =>
    cells
      .map((cell) => inColumns(cell[line] ?? '', width))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

function drawHead(stream: LiveStream, headRows: number, columns: number, { colors }: Palette): string[] {
  const { descriptor, deviceTitle } = stream;
  const { measuredRateHz, samples, gaps, lostSamples, jitterMs } = stream.statistics();
  const gapsText = pluralText(gaps, 'gap');
  const lost = lostSamples > 0 ? ` (${lostSamples} lost)` : '';
  const figures = [
    pluralText(samples, 'sample'),
    gaps > 0 ? colors.yellow(gapsText + lost) : gapsText,
    colors.dim(jitterText(jitterMs)),
  ];
  const unit = typeof descriptor.metadata.unit === 'string' ? ` ${descriptor.metadata.unit}` : '';
  const title = `${colors.bold(streamTitle(descriptor))}${colors.dim(unit)}  ${colors.dim(deviceTitle)}`;
  const rate = stream.isSilent() ? colors.red('silent') : colors.green(rateText(measuredRateHz));
  if (headRows === 2) return [atBothEnds(title, rate, columns), joinFitting(figures, ' · ', columns)];
  const titleColumns = Math.min(stringWidth(title), Math.floor(columns / 3));
  const beside = joinFitting([rate, ...figures], ' · ', columns - titleColumns - 1);
  return [atBothEnds(title, beside, columns)];
}

import type { StreamDescriptor } from '@modlink/sdk';
import type { FrameView } from '@modlink/sdk/encoding';
import type { Room } from '../terminal/live-screen.js';
import { sparkline } from '../terminal/sparkline.js';
import { inColumns } from '../terminal/text-width.js';
import type { Palette, StreamPicture } from './stream-picture.js';

/** The time that one column of a trace shows. */
const columnSeconds = 0.04;
/** More than any terminal is wide. */
const keptColumns = 512;
const valueColumns = 8;
const longestName = 10;

/** A line for each channel: its name, its last value, and a trace of the last seconds. */
export class SignalPicture implements StreamPicture {
  readonly #descriptor: StreamDescriptor;
  readonly #samplesPerColumn: number;
  /** One ring of columns for each channel; known with the first frame. */
  #columns: Float64Array[] = [];
  #sums = new Float64Array();
  #last = new Float64Array();
  #samplesInColumn = 0;
  /** Columns that were completed since the beginning. */
  #columnCount = 0;

  constructor(descriptor: StreamDescriptor) {
    this.#descriptor = descriptor;
    const rateHz = descriptor.nominalSampleRateHz;
    this.#samplesPerColumn = rateHz === 'irregular' ? 1 : Math.max(Math.round(rateHz * columnSeconds), 1);
  }

  get wantedRows(): number {
    return Math.max(this.#descriptor.channelNames.length, this.#columns.length, 1);
  }

  add(view: FrameView): void {
    const { values } = view.data;
    const channels = view.axisLength(0);
    const samples = view.axisLength(1);
    if (this.#columns.length !== channels) this.#begin(channels);
    for (let sample = 0; sample < samples; sample++) {
      for (let channel = 0; channel < channels; channel++) {
        const value = Number(values[channel * samples + sample]);
        this.#sums[channel] = (this.#sums[channel] ?? 0) + value;
        this.#last[channel] = value;
      }
      this.#samplesInColumn += 1;
      if (this.#samplesInColumn === this.#samplesPerColumn) this.#completeColumn();
    }
  }

  draw({ columns, rows }: Room, { colors }: Palette): string[] {
    const channels = this.wantedRows;
    // One line says how many channels are not shown.
    const shown = channels <= rows ? channels : Math.max(rows - 1, 1);
    const names = Array.from({ length: channels }, (_, channel) => this.#name(channel));
    const nameColumns = Math.min(Math.max(...names.map((name) => name.length)), longestName);
    const traceColumns = columns - nameColumns - valueColumns - 2;
    const paints = [colors.cyan, colors.blue, colors.magenta, colors.green];
    const lines = names.slice(0, shown).map((name, channel) => {
      const paint = paints[channel % paints.length] ?? colors.cyan;
      const value = valueText(this.#last[channel]).padStart(valueColumns);
      return `${colors.dim(inColumns(name, nameColumns))}${value}  ${paint(sparkline(this.#trace(channel, traceColumns)))}`;
    });
    if (shown < channels && lines.length < rows)
      lines.push(colors.dim(`and ${channels - shown} more channels`));
    return lines;
  }

  #begin(channels: number): void {
    this.#columns = Array.from({ length: channels }, () => new Float64Array(keptColumns));
    this.#sums = new Float64Array(channels);
    this.#last = new Float64Array(channels);
    this.#samplesInColumn = 0;
    this.#columnCount = 0;
  }

  #completeColumn(): void {
    for (const [channel, column] of this.#columns.entries()) {
      column[this.#columnCount % keptColumns] = (this.#sums[channel] ?? 0) / this.#samplesPerColumn;
    }
    this.#sums.fill(0);
    this.#samplesInColumn = 0;
    this.#columnCount += 1;
  }

  /** The last columns, oldest first; not a number before the beginning. */
  #trace(channel: number, columns: number): number[] {
    const kept = this.#columns[channel];
    const first = this.#columnCount - columns;
    return Array.from({ length: Math.max(columns, 0) }, (_, index) =>
      first + index < 0 || kept === undefined
        ? Number.NaN
        : (kept[(first + index) % keptColumns] ?? Number.NaN),
    );
  }

  #name(channel: number): string {
    return this.#descriptor.channelNames[channel] ?? `ch${channel + 1}`;
  }
}

/** At most seven characters. */
function valueText(value: number | undefined): string {
  if (value === undefined) return '–';
  if (!Number.isFinite(value)) return String(value).slice(0, 7);
  const size = Math.abs(value);
  if (size >= 1e6) return value.toExponential(1);
  if (size >= 1000) return value.toFixed(0);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

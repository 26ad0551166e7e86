/** Signals beside the EEG: BIDS 1.8.0, "Physiological and other continuous recordings". */
import { once } from 'node:events';
import { createGzip, type Gzip } from 'node:zlib';
import type { RecordedStreamInfo } from '@modlink/recording';
import { numberText } from '../csv/number-text.js';
import type { ExportFrame } from '../export-format.js';
import type { OutputFile } from '../output/output-file.js';
import { channelNames, channelUnits } from '../streams/channels.js';
import { SampleGrid } from '../streams/sample-grid.js';
import { sameColumns } from '../streams/time-axis.js';
import { tsvText } from './tsv.js';

const linesAtOnce = 4096;

/** A compressed table without a head, a line for each place of the even grid of a stream. */
export class PhysioFile {
  readonly file: OutputFile;
  readonly stream: RecordedStreamInfo;
  readonly #shape: readonly number[];
  readonly #grid: SampleGrid;
  readonly #gzip: Gzip = createGzip();
  readonly #pumped: Promise<void>;
  readonly #missing: string;
  #failure: unknown;

  constructor(file: OutputFile, stream: RecordedStreamInfo, first: ExportFrame, startNs: bigint) {
    this.file = file;
    this.stream = stream;
    this.#shape = first.view.data.shape;
    this.#grid = new SampleGrid(startNs, Number(stream.descriptor.nominalSampleRateHz));
    this.#missing = tsvText([Array.from({ length: this.#shape[0] ?? 0 }, () => undefined)]);
    this.#pumped = this.#pump();
  }

  get rows(): number {
    return this.#grid.length;
  }

  /** What stands beside the table. @param startSeconds - from the first sample of the EEG. */
  sidecar(startSeconds: number, timestamps: string): object {
    const { descriptor } = this.stream;
    const channels = this.#shape[0] ?? 0;
    const names = channelNames(descriptor, channels);
    const units = channelUnits(descriptor, channels);
    return {
      SamplingFrequency: Number(descriptor.nominalSampleRateHz),
      StartTime: startSeconds,
      Columns: names,
      ...Object.fromEntries(
        names.map((name, channel) => [
          name,
          { Description: `${name} of ${descriptor.streamId}`, Units: units[channel] || 'n/a' },
        ]),
      ),
      ModLinkStream: descriptor.streamId,
      ModLinkTimestamps: timestamps,
    };
  }

  /** @returns whether the frame fits. */
  async add(frame: ExportFrame): Promise<boolean> {
    const { shape, values, dtype } = frame.view.data;
    if (!sameColumns(shape, this.#shape)) return false;
    for (let missing = this.#grid.add(frame); missing > 0; missing -= linesAtOnce)
      await this.#write(this.#missing.repeat(Math.min(missing, linesAtOnce)));
    const [channels = 0, samples = 0] = shape;
    const text = numberText(dtype);
    const rows: string[][] = [];
    for (let sample = 0; sample < samples; sample++) {
      const row: string[] = [];
      for (let channel = 0; channel < channels; channel++) {
        const value = values[channel * samples + sample] as number | bigint;
        row.push(typeof value === 'number' && !Number.isFinite(value) ? '' : text(value));
      }
      rows.push(row);
    }
    await this.#write(tsvText(rows));
    return true;
  }

  async finish(): Promise<void> {
    this.#gzip.end();
    await this.#pumped;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Ends what runs, where the file is not to be completed. */
  abandon(): void {
    this.#gzip.destroy();
  }

  async #write(text: string): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#gzip.write(text)) await Promise.race([once(this.#gzip, 'drain'), this.#pumped]);
  }

  async #pump(): Promise<void> {
    try {
      for await (const bytes of this.#gzip) await this.file.write(bytes as Buffer);
    } catch (error) {
      // Thrown by whoever waits for the file: nobody waits for the pump.
      this.#failure = error;
    }
  }
}

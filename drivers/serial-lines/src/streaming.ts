import { type FilledChunk, SampleChunk } from '@modlink/sdk';
import { DeviceClock, LossCounter } from './device-columns.js';
import type { LineListener } from './line-port.js';
import { createLineReader, type LineReader } from './line-reader.js';
import type { Refusal } from './parser/index.js';
import type { ColumnLayout, CompleteSettings } from './settings.js';

/** How often the user is told about refused lines, at most. */
const reportIntervalNs = 10_000_000_000n;

/** What a stretch of streaming gives. */
export interface StreamingHandlers {
  readonly onChunk: (chunk: FilledChunk<'float64'>) => void;
  /** Lines were refused: a sentence for the user, not too often. */
  readonly onBadLines: (message: string) => void;
}

/** From the start of streaming to its end: lines in, chunks out. */
export class LineStreaming implements LineListener {
  readonly #handlers: StreamingHandlers;
  readonly #layout: ColumnLayout | undefined;
  readonly #chunk: SampleChunk<'float64'>;
  readonly #channels: Float64Array;
  readonly #counter: LossCounter;
  readonly #clock: DeviceClock;
  readonly #reader: LineReader;
  /** Nanoseconds between lines; 0 where they come as they like. */
  readonly #linePeriodNs: bigint;
  /** Host clock at which the piece that is being read arrived, and its lines that are still to come. */
  #pieceNs = 0n;
  #linesToCome = 0;
  #refusedLines = 0;
  #lastRefusal: Refusal | undefined;
  #nextReportNs = 0n;

  /** @param layout - of the columns; `undefined` for matrices. */
  constructor(settings: CompleteSettings, layout: ColumnLayout | undefined, handlers: StreamingHandlers) {
    this.#handlers = handlers;
    this.#layout = layout;
    const { sampleRateHz, fieldHeight, fieldWidth, chunkSize } = settings;
    const size = layout === undefined ? fieldHeight * fieldWidth : layout.channels.length;
    this.#channels = new Float64Array(size);
    this.#chunk = new SampleChunk({
      dtype: 'float64',
      valuesPerSample: size,
      sizeSamples: chunkSize,
      onFull: handlers.onChunk,
    });
    this.#counter = new LossCounter(settings.counterModulo);
    this.#clock = new DeviceClock(settings.timeUnit);
    // Of a matrix nobody knows how many lines it has, until it is read: its time is that of the piece.
    const isSteady = layout !== undefined && sampleRateHz !== 'irregular';
    this.#linePeriodNs = isSteady ? BigInt(Math.round(1e9 / sampleRateHz)) : 0n;
    this.#reader = createLineReader(settings, layout?.columns ?? [], {
      onRow: (row) => this.#takeRow(row),
      onRefused: (refusal) => this.#takeRefusal(refusal),
    });
  }

  onPiece(lines: number, arrivalNs: bigint): void {
    this.#pieceNs = arrivalNs;
    this.#linesToCome = lines;
  }

  onLine(text: string): void {
    this.#linesToCome -= 1;
    this.#reader.onLine(text);
  }

  onRefused(refusal: Refusal): void {
    if (refusal.reason !== 'too-long') this.#linesToCome -= 1;
    this.#reader.onRefused(refusal);
  }

  /** Hands on the last samples, which fill no whole chunk, and tells of the refused lines that were not told yet. */
  end(): void {
    this.#chunk.flush();
    this.#tellAboutLines();
  }

  #takeRow(row: Float64Array): void {
    // Lines that arrive together were printed one period apart.
    const arrivalNs = this.#pieceNs - BigInt(Math.max(0, this.#linesToCome)) * this.#linePeriodNs;
    const layout = this.#layout;
    if (layout === undefined) {
      this.#chunk.add(row, { arrivalNs });
      return;
    }
    for (const [channel, place] of layout.channels.entries()) this.#channels[channel] = row[place] as number;
    const { counterAt, timeAt } = layout;
    this.#chunk.add(this.#channels, {
      lost: counterAt === undefined ? 0 : this.#counter.lostBefore(row[counterAt] as number),
      arrivalNs,
      deviceTimeNs: timeAt === undefined ? undefined : this.#clock.timeNs(row[timeAt] as number),
    });
  }

  #takeRefusal(refusal: Refusal): void {
    this.#refusedLines += 1;
    this.#lastRefusal = refusal;
    if (this.#pieceNs < this.#nextReportNs) return;
    this.#nextReportNs = this.#pieceNs + reportIntervalNs;
    this.#tellAboutLines();
  }

  #tellAboutLines(): void {
    if (this.#refusedLines === 0 || this.#lastRefusal === undefined) return;
    const { reason, example } = this.#lastRefusal;
    const lines = this.#refusedLines === 1 ? '1 line was' : `${this.#refusedLines} lines were`;
    this.#handlers.onBadLines(`${lines} left out. The last one (${reason}): ${example}`);
    this.#refusedLines = 0;
  }
}

/** How well streams kept their time. */
import type { StreamStatisticsSnapshot } from '@modlink/host';
import type { Output } from './output.js';
import { driftText, intervalText, nominalRateText, rateText } from './quantities.js';
import { table } from './table.js';

export interface TimedStream {
  readonly streamId: string;
  readonly nominalSampleRateHz: number | 'irregular';
  /** Absent where the recording has none. */
  readonly statistics: StreamStatisticsSnapshot | undefined;
}

/** A row for each stream: what counts its time, its rate, and how regularly it came. */
export function timeReport(streams: readonly TimedStream[], { colors, columns }: Output): string {
  const rows = streams.map(({ streamId, nominalSampleRateHz, statistics }) => [
    streamId,
    statistics?.clock ?? '–',
    nominalRateText(nominalSampleRateHz),
    rateText(statistics?.measuredRateHz),
    driftText(statistics?.driftPpm),
    intervalText(statistics?.jitterP50Ms),
    intervalText(statistics?.jitterP99Ms),
    intervalText(statistics?.longestIntervalMs),
  ]);
  const headings = [
    'TIME OF',
    'CLOCK',
    'NOMINAL',
    'MEASURED',
    'DRIFT',
    'JITTER P50',
    'P99',
    'LONGEST INTERVAL',
  ];
  return table(headings, rows, { columns, colors });
}

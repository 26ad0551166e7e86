import type { RecordingSummary } from '@modlink/host';
import type { Output } from './output.js';
import { countText, durationText, jitterText, pluralText, rateText, sizeText } from './quantities.js';
import { table } from './table.js';

/** A recording as it stands, for programs. */
export function recordingDocument({ error, streams, ...recording }: RecordingSummary): object {
  return { ...recording, ...(error !== undefined && { error }), streams: streams.map(flatStatistics) };
}

const flatStatistics = ({
  channelId,
  streamId,
  statistics,
}: RecordingSummary['streams'][number]): object => ({
  channelId,
  streamId,
  ...statistics,
});

/** What came of a recording. */
export function recordingSummaryText(summary: RecordingSummary, { colors, columns }: Output): string {
  const { streams, path, fileBytes, events, state } = summary;
  const arrivals = streams.flatMap(({ statistics: { lastArrivalNs } }) => lastArrivalNs ?? []);
  const lastedMs = Math.max(0, ...arrivals.map((arrivalNs) => Number(arrivalNs - summary.startedNs) / 1e6));
  const rows = streams.map(
    ({ streamId, statistics: { measuredRateHz, samples, gaps, lostSamples, jitterMs } }) => [
      streamId,
      rateText(measuredRateHz),
      jitterText(jitterMs),
      countText(samples),
      gaps > 0 ? colors.yellow(countText(gaps)) : '0',
      countText(lostSamples),
    ],
  );
  const verb = state === 'finished' ? colors.green('Recorded') : colors.red('Recorded, but not to the end:');
  return [
    `${verb} ${durationText(lastedMs)}, ${pluralText(events, 'event')}, ${sizeText(fileBytes)}`,
    ...summary.paths,
    '',
    table(['STREAM', 'RATE', 'JITTER', 'SAMPLES', 'GAPS', 'LOST'], rows, { columns, colors }),
    '',
    colors.dim(`Look into it: modlink inspect "${path}"`),
    colors.dim(`Make tables:  modlink export "${path}" --format csv`),
  ].join('\n');
}

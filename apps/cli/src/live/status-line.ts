import { clockText, jitterText, pluralText, rateText } from '../output/quantities.js';
import type { LiveStream } from './live-streams.js';

/** One line for each stream, for outputs that are no terminal. */
export function statusLines(streams: readonly LiveStream[], elapsedMs: number): string {
  const idColumns = Math.max(...streams.map(({ descriptor }) => descriptor.streamId.length), 0);
  return streams
    .map(({ descriptor, statistics, isSilent }) => {
      const { measuredRateHz, samples, gaps, jitterMs } = statistics();
      const figures = [
        isSilent() ? 'silent' : rateText(measuredRateHz),
        pluralText(samples, 'sample'),
        pluralText(gaps, 'gap'),
        jitterText(jitterMs),
      ];
      return [clockText(elapsedMs), descriptor.streamId.padEnd(idColumns), ...figures].join('  ');
    })
    .join('\n');
}

/** The same for programs. */
export function statusDocument(streams: readonly LiveStream[]): object[] {
  return streams.map(({ descriptor, statistics }) => ({ streamId: descriptor.streamId, ...statistics() }));
}

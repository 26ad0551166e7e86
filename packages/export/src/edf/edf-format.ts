import type { RecordedStreamInfo } from '@modlink/recording';
import type { ExportFormat, SkippedStream } from '../export-format.js';
import { timestampsOption } from '../export-option.js';
import { sortOut } from '../streams/stream-files.js';
import { EdfFile, type PlannedStream, planStream } from './edf-file.js';
import { firstSampleNs, recordSeconds, scanStreams } from './edf-plan.js';
import { edfLabels } from './edf-signals.js';
import { bdfPlus, type EdfVariant, edfPlus } from './edf-variant.js';

/**
 * EDF+ and BDF+: `<stem>.edf` or `<stem>.bdf` with all signals of a regular rate, each at its own, and as annotations the
 * markers, segments and events. The recording is read twice: the range of the values stands in the head.
 *
 * - The file starts at the first sample; header times are UTC, the fraction of the second stands in the first record.
 * - Samples stand on the even grid of their nominal rate, see `SampleGrid`; where there is none, zero or the nearest value
 *   stands, and an annotation `BAD gap` says from when and how long.
 * - Values are rounded to 65,536 (EDF+) or 16,777,216 (BDF+) steps between the least and the greatest value of their channel;
 *   integers that fit are kept as they are. Not-a-number becomes zero.
 */
const edfFormatOf = (variant: EdfVariant, title: string): ExportFormat => ({
  id: variant.id,
  title,
  options: [timestampsOption],
  readings: 2,
  async write(job) {
    const { streams, skipped } = sortOutRates(job.streams);
    if (streams.length === 0) return { files: [], skipped };
    const gridStartNs = await firstSampleNs(job, streams);
    const scanned = await scanStreams(job, streams, () => gridStartNs);
    const seconds = recordSeconds([...scanned.values()].map(({ rateHz }) => rateHz)) ?? 1;
    const planned = new Map<number, PlannedStream>();
    for (const [channelId, entry] of scanned) {
      const plan = planStream(variant, entry, seconds);
      if (typeof plan === 'string') skipped.push({ streamId: entry.stream.streamId, reason: plan });
      else planned.set(channelId, plan);
    }
    if (planned.size === 0) return { files: [], skipped };
    const file = await EdfFile.create(job, {
      variant,
      path: `${job.stem}.${variant.id}`,
      planned,
      recordSeconds: seconds,
      gridStartNs,
      labels: edfLabels,
    });
    const taken = Array.from(planned.values(), ({ stream }) => stream);
    for await (const frame of job.frames(taken, 1)) await file.add(frame);
    return { files: [file.exported], skipped };
  },
});

export const edfFormat = edfFormatOf(edfPlus, 'EDF+: all regular signals with annotations, 16 bits a sample');
export const bdfFormat = edfFormatOf(bdfPlus, 'BDF+: all regular signals with annotations, 24 bits a sample');

/** Streams whose rates share a record; one whose rate does not fit those before it is left out. */
function sortOutRates(all: readonly RecordedStreamInfo[]): {
  streams: RecordedStreamInfo[];
  skipped: SkippedStream[];
} {
  const rates: number[] = [];
  return sortOut(all, ({ descriptor: { payloadType, nominalSampleRateHz: rate }, frames }) => {
    if (payloadType !== 'signal') return 'The format holds signals alone.';
    if (rate === 'irregular')
      return 'The format has no timestamps: it holds signals of a regular rate. Export it to XDF or a table.';
    if (frames > 0 && recordSeconds([...rates, rate]) === undefined)
      return `A record has a whole number of samples of each signal, which ${rate} Hz does not give within a minute together with ${rates.join(', ')} Hz. Export it by itself.`;
    if (frames > 0) rates.push(rate);
    return undefined;
  });
}

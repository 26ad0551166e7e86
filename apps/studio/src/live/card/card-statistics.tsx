import type { WireStreamDescriptor } from '@modlink/protocol';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoute } from '../../api/routes.js';
import type { ReceivedCounts } from '../stage/stream-stage.js';

export interface CardStatisticsProps {
  readonly streamId: string;
  readonly descriptor: WireStreamDescriptor;
  readonly isLive: boolean;
  readonly counts: ReceivedCounts;
}

const rateWords = {
  signal: 'rate',
  raster: 'linesPerSecond',
  field: 'framesPerSecond',
  video: 'framesPerSecond',
} as const;

/** The device, rate, jitter, gaps and losses of a stream, and what the preview left out: in words, once a second. */
export function CardStatistics({ streamId, descriptor, isLive, counts }: CardStatisticsProps) {
  const t = useTranslations('live');
  // The grid asks once a second; here the answer is only read.
  const { data } = useRoute('listStreams', undefined, { isEnabled: isLive });
  const { data: devices } = useRoute('listDevices', undefined, { isEnabled: isLive });
  const dropped = useDropped(counts);
  const statistics = isLive
    ? data?.streams.find((stream) => stream.streamId === streamId)?.statistics
    : undefined;
  const title = devices?.devices.find(({ deviceId }) => deviceId === descriptor.deviceId)?.title;
  const parts: string[] = [title ?? descriptor.deviceId];
  if (statistics !== undefined) {
    const { measuredRateHz, jitterMs, gaps, lostSamples, lostFrames } = statistics;
    if (descriptor.nominalSampleRateHz === 'irregular') parts.push(t('irregular'));
    else if (measuredRateHz !== undefined) {
      parts.push(t(rateWords[descriptor.payloadType], { rate: measuredRateHz }));
      if (jitterMs !== undefined) parts.push(t('jitter', { jitter: jitterMs }));
    }
    parts.push(t('gaps', { count: gaps }), t('lost', { count: Math.max(lostSamples, lostFrames) }));
  }
  parts.push(t('dropped', { count: dropped }));
  const text = parts.join(' · ');
  return <span title={`${text}\n${t('droppedWords')}`}>{text}</span>;
}

function useDropped(counts: ReceivedCounts): number {
  const [dropped, setDropped] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setDropped(counts.dropped), 1_000);
    return () => clearInterval(timer);
  }, [counts]);
  return dropped;
}

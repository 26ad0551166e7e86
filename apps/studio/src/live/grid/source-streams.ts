import type { WireStreamDescriptor } from '@modlink/protocol';
import { useMemo } from 'react';
import { useRoute } from '../../api/routes.js';
import type { PlacedStream } from './arrange.js';

/** Where streams come from: a replay, or, without its id, the connected devices. */
export interface StreamSource {
  readonly replayId?: string | undefined;
}

/** How often live figures are asked for. */
const statisticsPeriodMs = 1_000;

/** The streams of a source. The array stays the same while the streams do. */
export function useSourceStreams({ replayId }: StreamSource): readonly PlacedStream[] {
  const isLive = replayId === undefined;
  const live = useRoute('listStreams', undefined, {
    refetchIntervalMs: statisticsPeriodMs,
    isEnabled: isLive,
  });
  const replay = useRoute('getReplay', { params: { replayId: replayId ?? '' } }, { isEnabled: !isLive });
  const streams = (isLive ? live.data?.streams : replay.data?.streams) ?? [];
  // Statistics change every second, descriptors do not: cards are rendered anew for the latter only.
  const key = JSON.stringify(streams.map(({ streamId, descriptor }) => [streamId, descriptor]));
  return useMemo(
    () =>
      (JSON.parse(key) as [string, WireStreamDescriptor][]).map(([streamId, descriptor]) => ({
        streamId,
        descriptor,
      })),
    [key],
  );
}

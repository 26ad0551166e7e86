import { Alert, Button, Card, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { RouteResponse, WireReplay } from '@modlink/protocol';
import { memo, useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { StreamGrid } from '../../live/index.js';
import { useShortcuts } from '../../shortcuts/use-shortcuts.js';
import { EventsTable } from './events-table.js';
import { neighbour, timelineContent } from './recorded-events.js';
import { replayPosition } from './replay-position.js';
import { Timeline } from './timeline.js';
import { followed, isWhole, wholeView } from './timeline-view.js';
import { Transport } from './transport.js';
import { type ReplayControl, useReplay } from './use-replay.js';

/** Positions come a few times a second; these do not change with them. */
const Streams = memo(StreamGrid);
const Events = memo(EventsTable);

/** Plays a recording: timeline, its streams as on the live page, and what happened in it. */
export function Player({ recording }: { readonly recording: RouteResponse<'getRecording'> }) {
  const t = useTranslations('player');
  const control = useReplay(recording.recordingId);
  const { replay, error, openAgain } = control;
  if (error !== undefined) {
    return (
      <Alert color="red" title={t('notOpen')}>
        <Stack align="flex-start" gap="xs">
          <Text size="sm">
            {error.message} ({error.code})
          </Text>
          <Button size="xs" onClick={openAgain}>
            {t('openAgain')}
          </Button>
        </Stack>
      </Alert>
    );
  }
  if (replay === undefined) return <Skeleton h={160} aria-label={t('opening')} />;
  return <OpenPlayer recording={recording} replay={replay} control={control} />;
}

interface OpenPlayerProps {
  readonly recording: RouteResponse<'getRecording'>;
  readonly replay: WireReplay;
  readonly control: ReplayControl;
}

function OpenPlayer({ recording, replay, control }: OpenPlayerProps) {
  const t = useTranslations('player');
  const { replayId, durationMs, startNs, state, positionMs, error } = replay;
  const source = useMemo(() => ({ replayId }), [replayId]);
  const [view, setView] = useState(() => wholeView(durationMs));
  const content = useMemo(
    () => timelineContent(recording.events, startNs, durationMs),
    [recording.events, startNs, durationMs],
  );
  // What plays, or was sought, is shown.
  useEffect(() => {
    setView((shown) => (isWhole(shown, durationMs) ? shown : followed(shown, durationMs, positionMs)));
  }, [positionMs, durationMs]);

  const { change } = control;
  const loopPart = useCallback(
    (loop: { fromMs: number; toMs: number }) => change({ loop, positionMs: loop.fromMs }),
    [change],
  );
  const nowMs = () => replayPosition(replay, control.toldAtMs, Date.now());
  const toNeighbour = (direction: -1 | 1) => {
    const to = neighbour(content, nowMs(), direction);
    if (to !== undefined) control.seek(to);
  };
  useShortcuts([
    [' ', () => control.change({ state: state === 'playing' ? 'paused' : 'playing' })],
    ['ArrowLeft', () => control.seek(nowMs() - 1_000)],
    ['ArrowRight', () => control.seek(nowMs() + 1_000)],
    [',', () => toNeighbour(-1)],
    ['.', () => toNeighbour(1)],
  ]);
  return (
    <Stack>
      {/* In sight also while the streams below are looked at. */}
      <Card
        withBorder
        padding="sm"
        component="section"
        aria-labelledby="player"
        pos="sticky"
        top={68}
        style={{ zIndex: 50, overflow: 'visible' }}
      >
        <VisuallyHidden component="h3" id="player">
          {t('title')}
        </VisuallyHidden>
        <Stack gap="sm">
          {error !== undefined && (
            <Alert color="red" title={t('failed')}>
              {error.message} ({error.code})
            </Alert>
          )}
          <Timeline
            content={content}
            replay={replay}
            toldAtMs={control.toldAtMs}
            view={view}
            onView={setView}
            onSeek={control.seek}
          />
          <Transport replay={replay} control={control} view={view} onView={setView} />
        </Stack>
      </Card>
      <Streams source={source} />
      <Events
        events={recording.events}
        content={content}
        startNs={startNs}
        onSeek={control.seek}
        onLoop={loopPart}
      />
    </Stack>
  );
}

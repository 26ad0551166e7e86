import { Alert, Button, Card, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core';
import type { RouteResponse, WireReplay } from '@modlink/protocol';
import { memo, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { StreamGrid } from '../../live/index.js';
import { useShortcuts } from '../../shortcuts/use-shortcuts.js';
import { EventEditor } from './event-editor.js';
import { EventsTable } from './events-table.js';
import { neighbour } from './recorded-events.js';
import { replayPosition } from './replay-position.js';
import { Timeline } from './timeline.js';
import { followed, isWhole, wholeView } from './timeline-view.js';
import { Transport } from './transport.js';
import { useEventEditing } from './use-event-editing.js';
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
  const { recordingId, events } = recording;
  const shownMs = view.toMs - view.fromMs;
  const { content, selection, editor } = useEventEditing({
    recordingId,
    events,
    startNs,
    durationMs,
    shownMs,
    cursorMs: nowMs,
  });
  const card = useRef<HTMLDivElement>(null);
  const { select } = selection;
  const edit = useCallback(
    (eventIds: readonly string[]) => {
      select(eventIds);
      // The fields are there after what was chosen has been drawn.
      requestAnimationFrame(() => card.current?.querySelector('input')?.focus());
    },
    [select],
  );
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
    ['Mod+z', editor.onUndo],
    ['Mod+Shift+z', editor.onRedo],
    ['Mod+y', editor.onRedo],
    ['Delete', editor.onRemove],
    ['Escape', editor.onClose],
  ]);
  return (
    <Stack>
      {/* In sight also while the streams below are looked at. */}
      <Card
        ref={card}
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
            selection={selection}
          />
          <EventEditor {...editor} />
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
        onEdit={edit}
      />
    </Stack>
  );
}

import 'react-grid-layout/css/styles.css';
import './stream-grid.css';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useViewportSize } from '@mantine/hooks';
import type { WireStreamDescriptor } from '@modlink/protocol';
import { IconLayoutGrid, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import { GridLayout, type Layout, useContainerWidth } from 'react-grid-layout';
import { absoluteStrategy } from 'react-grid-layout/core';
import { useTranslations } from 'use-intl';
import { StreamCard } from '../card/stream-card.js';
import { streamNames } from '../card/stream-name.js';
import { ViewSettingsDrawer } from '../card/view-settings-drawer.js';
import { type CardPlace, keepPlaces, resetPlaces, useLiveSetup } from '../setup/live-setup.js';
import {
  arrange,
  type CardMove,
  gridColumns,
  gridMargin,
  inReadingOrder,
  maximizeCard,
  moveCard,
  rowHeight,
  stackCards,
} from './arrange.js';
import { type StreamSource, useSourceStreams } from './source-streams.js';

/** Narrower than this, in pixels, cards stand below each other. */
const narrowWidth = 680;
/** What of the height of the window a maximized card leaves to the rest of the page, in pixels. */
const aroundMaximized = 130;

export interface StreamGridProps {
  /** The streams of connected devices, or those of a replay. An object that stays the same. */
  readonly source: StreamSource;
}

/** A card for each stream of a source, which can be arranged. The same for live streams and for replayed ones. */
export function StreamGrid({ source }: StreamGridProps) {
  const t = useTranslations('live');
  const streams = useSourceStreams(source);
  const { places, cards } = useLiveSetup();
  const { width, containerRef, mounted } = useContainerWidth();
  const [areAllPaused, setAllPaused] = useState(false);
  const [maximizedId, setMaximizedId] = useState<string>();
  const [editedId, setEditedId] = useState<string>();
  const isNarrow = width < narrowWidth;
  const arranged = useMemo(() => arrange(streams, places), [streams, places]);
  const layout = useMemo(() => (isNarrow ? stackCards(arranged) : arranged), [arranged, isNarrow]);
  const { height: windowHeight } = useViewportSize();
  const descriptors = useMemo(
    () => new Map(streams.map(({ streamId, descriptor }) => [streamId, descriptor])),
    [streams],
  );
  const names = useMemo(() => streamNames(streams), [streams]);
  const edited = editedId === undefined ? undefined : descriptors.get(editedId);
  const isMaximized = maximizedId !== undefined && descriptors.has(maximizedId);
  const rows = Math.floor((windowHeight - aroundMaximized) / (rowHeight + gridMargin));
  const maximizedHeight = rows * (rowHeight + gridMargin);
  const onMove = useCallback(
    (id: string, move: CardMove) => keepPlaces(placesOf(moveCard(layout, id, move))),
    [layout],
  );
  const onMaximize = useCallback((id: string) => setMaximizedId((known) => other(known, id)), []);
  const onEdit = useCallback((id: string) => setEditedId((known) => other(known, id)), []);
  return (
    <Stack gap="xs">
      <Group gap="xs" justify="flex-end">
        {areAllPaused && (
          <Text size="sm" role="status">
            {t('frozenWords')}
          </Text>
        )}
        <Button
          size="xs"
          variant={areAllPaused ? 'filled' : 'default'}
          leftSection={areAllPaused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={() => setAllPaused(!areAllPaused)}
        >
          {areAllPaused ? t('resumeAll') : t('pauseAll')}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconLayoutGrid size={14} />}
          onClick={() => resetPlaces([...descriptors.keys()])}
        >
          {t('resetLayout')}
        </Button>
      </Group>
      <div
        ref={containerRef}
        className={isMaximized ? 'live-grid-maximized' : undefined}
        style={isMaximized ? { height: maximizedHeight } : undefined}
      >
        {mounted && (
          <GridLayout
            width={width}
            layout={isMaximized ? maximizeCard(layout, maximizedId, rows) : layout}
            gridConfig={{
              cols: gridColumns,
              rowHeight,
              margin: [gridMargin, gridMargin],
              containerPadding: [0, 0],
            }}
            dragConfig={{ enabled: !isNarrow && !isMaximized, handle: '.live-card-grip' }}
            resizeConfig={{ enabled: !isNarrow && !isMaximized, handles: ['se'] }}
            positionStrategy={absoluteStrategy}
            onDragStop={(moved) => keepPlaces(placesOf(moved))}
            onResizeStop={(moved) => keepPlaces(placesOf(moved))}
          >
            {inReadingOrder(layout).map(({ i: streamId }) => (
              <div key={streamId} className={streamId === maximizedId ? 'live-card-maximized' : undefined}>
                <StreamCard
                  streamId={streamId}
                  name={names.get(streamId) ?? streamId}
                  descriptor={descriptors.get(streamId) as WireStreamDescriptor}
                  kept={cards[streamId]}
                  replayId={source.replayId}
                  isPaused={areAllPaused}
                  isMaximized={streamId === maximizedId}
                  canMove={!isNarrow && !isMaximized}
                  onMove={onMove}
                  onMaximize={onMaximize}
                  onEdit={onEdit}
                />
              </div>
            ))}
          </GridLayout>
        )}
      </div>
      {edited !== undefined && editedId !== undefined && (
        <ViewSettingsDrawer
          streamId={editedId}
          name={names.get(editedId) ?? editedId}
          descriptor={edited}
          kept={cards[editedId]}
          onClose={() => setEditedId(undefined)}
        />
      )}
    </Stack>
  );
}

/** Chosen again, it is chosen no longer. */
const other = (known: string | undefined, id: string): string | undefined => (known === id ? undefined : id);

const placesOf = (layout: Layout): Record<string, CardPlace> =>
  Object.fromEntries(layout.map(({ i, x, y, w, h }) => [i, { x, y, w, h }]));

import { ActionIcon, Badge, Box, Group, Paper, Text, Title, Tooltip } from '@mantine/core';
import type { WireStreamDescriptor } from '@modlink/protocol';
import {
  IconAdjustmentsHorizontal,
  IconArrowsMaximize,
  IconArrowsMinimize,
  IconGripVertical,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { type KeyboardEvent, memo, type ReactNode, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CardMove } from '../grid/arrange.js';
import { ImpedanceButton } from '../impedance/impedance-button.js';
import { readSettings } from '../setup/card-settings.js';
import { useFilterWords } from '../signal/filter-words.js';
import type { ReceivedCounts } from '../stage/stream-stage.js';
import { CardStage } from './card-stage.js';
import { CardStatistics } from './card-statistics.js';
import { NotStreaming } from './not-streaming.js';

export interface StreamCardProps {
  readonly streamId: string;
  /** What people read: no two cards have the same. */
  readonly name: string;
  readonly descriptor: WireStreamDescriptor;
  /** Settings as they were kept. */
  readonly kept: object | undefined;
  readonly replayId: string | undefined;
  readonly isPaused: boolean;
  readonly isMaximized: boolean;
  readonly canMove: boolean;
  readonly onMove: (streamId: string, move: CardMove) => void;
  readonly onMaximize: (streamId: string) => void;
  readonly onEdit: (streamId: string) => void;
}

const moves: Readonly<Record<string, readonly [plain: CardMove, shifted: CardMove]>> = {
  ArrowLeft: ['left', 'narrower'],
  ArrowRight: ['right', 'wider'],
  ArrowUp: ['up', 'lower'],
  ArrowDown: ['down', 'taller'],
};

/** One stream: what it is, how it goes, and its view. Rendered anew only when these change, not with every figure. */
export const StreamCard = memo(function StreamCard(props: StreamCardProps) {
  const { streamId, name, descriptor, kept, replayId, isMaximized, canMove, onMove, onMaximize, onEdit } =
    props;
  const t = useTranslations('live');
  const titleId = useId();
  const [isPausedHere, setPaused] = useState(false);
  const counts = useRef<ReceivedCounts>({ frames: 0, dropped: 0 });
  const isPaused = props.isPaused || isPausedHere;
  const filterWords = useFilterWords();
  const filters = descriptor.payloadType === 'signal' ? filterWords(readSettings('signal', kept)) : '';

  const onKeyDown = (event: KeyboardEvent) => {
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    onMove(streamId, event.shiftKey ? move[1] : move[0]);
  };
  return (
    <Paper
      component="section"
      withBorder
      radius="md"
      aria-labelledby={titleId}
      h="100%"
      style={{ display: 'flex', flexDirection: 'column', overflow: 'hidden' }}
    >
      <div className="live-card-header">
        <Group gap={4} px={6} py={3}>
          {canMove && (
            <ActionIcon
              className="live-card-grip"
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t('move', { name })}
              onKeyDown={onKeyDown}
            >
              <IconGripVertical size={14} />
            </ActionIcon>
          )}
          <Title order={2} size="sm" id={titleId} lineClamp={1} title={streamId} style={{ flexShrink: 0 }}>
            {name}
          </Title>
          {filters !== '' && (
            <Badge
              title={t('filtered', { filters })}
              size="xs"
              variant="light"
              color="violet"
              tt="none"
              style={{ flexShrink: 0 }}
            >
              {t('filteredShort')}
            </Badge>
          )}
          {isPaused && (
            <Badge size="xs" variant="filled" color="gray" tt="none" style={{ flexShrink: 0 }}>
              {t('frozen')}
            </Badge>
          )}
          <Text size="xs" truncate className="live-card-statistics" pl={4}>
            <CardStatistics
              streamId={streamId}
              descriptor={descriptor}
              isLive={replayId === undefined}
              counts={counts.current}
            />
          </Text>
          <Group gap={4} className="live-card-actions" wrap="nowrap">
            {replayId === undefined && <ImpedanceButton name={name} descriptor={descriptor} />}
            <CardAction
              label={isPausedHere ? t('resume', { name }) : t('pause', { name })}
              onClick={() => setPaused(!isPausedHere)}
            >
              {isPausedHere ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
            </CardAction>
            <CardAction
              label={isMaximized ? t('restore', { name }) : t('maximize', { name })}
              onClick={() => onMaximize(streamId)}
            >
              {isMaximized ? <IconArrowsMinimize size={15} /> : <IconArrowsMaximize size={15} />}
            </CardAction>
            <CardAction label={t('settings', { name })} onClick={() => onEdit(streamId)}>
              <IconAdjustmentsHorizontal size={15} />
            </CardAction>
          </Group>
        </Group>
      </div>
      <Box style={{ flex: 1, minHeight: 0, position: 'relative' }}>
        <CardStage
          name={name}
          descriptor={descriptor}
          kept={kept}
          replayId={replayId}
          isPaused={isPaused}
          counts={counts.current}
          label={t('view', { name })}
        />
        {replayId === undefined && <NotStreaming deviceId={descriptor.deviceId} />}
      </Box>
    </Paper>
  );
});

interface CardActionProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

export function CardAction({ label, onClick, children }: CardActionProps) {
  return (
    <Tooltip label={label} openDelay={500}>
      <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

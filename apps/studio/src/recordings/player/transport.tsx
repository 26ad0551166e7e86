import { ActionIcon, Button, Group, Select, Text, Tooltip } from '@mantine/core';
import type { WireReplay } from '@modlink/protocol';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconRewindBackward10,
  IconRewindForward10,
  IconZoomIn,
  IconZoomOut,
  IconZoomReset,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { clockText, msOfNs } from '../../format/quantities.js';
import { isWhole, type TimelineView, wholeView, zoomed } from './timeline-view.js';
import type { ReplayControl } from './use-replay.js';

const speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16] as const;

export interface TransportProps {
  readonly replay: WireReplay;
  readonly control: ReplayControl;
  readonly view: TimelineView;
  readonly onView: (view: TimelineView) => void;
}

/** Play, pause, seek, speed, loop and zoom. */
export function Transport({ replay, control, view, onView }: TransportProps) {
  const t = useTranslations('player');
  const format = useFormatter();
  const { state, positionMs, durationMs, startNs } = replay;
  const isPlaying = state === 'playing';
  const zoom = (factor: number) => onView(zoomed(view, durationMs, positionMs, factor));
  const wallClock = new Date(msOfNs(startNs) + positionMs);
  return (
    <Group gap="xs">
      <IconButton label={t('toStart')} onClick={() => control.seek(0)}>
        <IconPlayerSkipBackFilled size={18} />
      </IconButton>
      <IconButton label={t('back10')} onClick={() => control.seek(positionMs - 10_000)}>
        <IconRewindBackward10 size={20} />
      </IconButton>
      <Tooltip label={t('keys')} multiline w={260} position="bottom" openDelay={600}>
        <Button
          w={110}
          leftSection={isPlaying ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
          onClick={() => control.change({ state: isPlaying ? 'paused' : 'playing' })}
        >
          {isPlaying ? t('pause') : t('play')}
        </Button>
      </Tooltip>
      <IconButton label={t('forward10')} onClick={() => control.seek(positionMs + 10_000)}>
        <IconRewindForward10 size={20} />
      </IconButton>
      <Text ff="monospace" fw={600} style={{ whiteSpace: 'nowrap' }}>
        {clockText(positionMs, 1)} / {clockText(durationMs, 1)}
      </Text>
      <Text size="sm" c="dimmed" visibleFrom="md">
        {format.dateTime(wallClock, { dateStyle: 'short', timeStyle: 'medium' })}
      </Text>
      <Group gap="xs" ml="auto">
        <Select
          size="sm"
          w={110}
          aria-label={t('speed')}
          data={[
            ...speeds.map((speed) => ({ value: String(speed), label: t('times', { speed }) })),
            { value: 'max', label: t('fastest') },
          ]}
          value={String(replay.speed)}
          allowDeselect={false}
          onChange={(chosen) => control.change({ speed: chosen === 'max' ? 'max' : Number(chosen ?? 1) })}
        />
        <LoopChoice replay={replay} control={control} view={view} />
        <IconButton label={t('zoomIn')} onClick={() => zoom(0.5)}>
          <IconZoomIn size={20} />
        </IconButton>
        <IconButton label={t('zoomOut')} onClick={() => zoom(2)} isDisabled={isWhole(view, durationMs)}>
          <IconZoomOut size={20} />
        </IconButton>
        <IconButton
          label={t('zoomReset')}
          onClick={() => onView(wholeView(durationMs))}
          isDisabled={isWhole(view, durationMs)}
        >
          <IconZoomReset size={20} />
        </IconButton>
      </Group>
    </Group>
  );
}

function LoopChoice({ replay, control, view }: Omit<TransportProps, 'onView'>) {
  const t = useTranslations('player');
  const { loop, durationMs } = replay;
  const isPart = typeof loop !== 'boolean';
  const value = isPart ? 'part' : loop ? 'all' : 'off';
  const choose = (chosen: string | null) => {
    if (chosen === 'all') control.change({ loop: true });
    else if (chosen === 'off') control.change({ loop: false });
    else if (chosen === 'shown') {
      control.change({ loop: { fromMs: Math.max(0, view.fromMs), toMs: Math.min(durationMs, view.toMs) } });
    }
  };
  return (
    <Select
      size="sm"
      w={150}
      aria-label={t('loop')}
      data={[
        { value: 'off', label: t('loops.off') },
        { value: 'all', label: t('loops.all') },
        { value: 'shown', label: t('loops.shown'), disabled: isWhole(view, durationMs) },
        ...(isPart ? [{ value: 'part', label: t('loops.part') }] : []),
      ]}
      value={value}
      allowDeselect={false}
      onChange={choose}
    />
  );
}

interface IconButtonProps {
  readonly label: string;
  readonly onClick: () => void;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}

function IconButton({ label, onClick, isDisabled = false, children }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size={36} aria-label={label} disabled={isDisabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

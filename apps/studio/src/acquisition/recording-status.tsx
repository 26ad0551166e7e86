import { Group, Text, Tooltip } from '@mantine/core';
import type { WireRunningRecording } from '@modlink/protocol';
import {
  IconAlertTriangle,
  IconDeviceFloppy,
  IconPlayerRecordFilled,
  IconShieldCheck,
} from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { bytesText, clockText, msOfNs } from '../format/quantities.js';

const diskRefreshMs = 5_000;
/** Chunks go to the disk each second: what waits longer is worth telling. */
const lateMs = 5_000;
const littleDiskBytes = 2e9;
/** When the disk is full sooner than this, it is told. */
const littleTimeMs = 600_000;

/** How long a recording runs, how large it is, and up to when it is safe on the disk. */
export function RecordingStatus({ recording }: { readonly recording: WireRunningRecording }) {
  const t = useTranslations('acquisition');
  const format = useFormatter();
  const { data: host, dataUpdatedAt } = useRoute('host');
  // By the host's clock, which is not that of this browser.
  const nowMs = host === undefined ? Date.now() : msOfNs(host.timeNs) + (Date.now() - dataUpdatedAt);
  const elapsedMs = nowMs - msOfNs(recording.startedNs);
  const { durableUpToNs, endsNs, name, fileBytes, frames, gaps, space } = recording;
  const behindMs = durableUpToNs === undefined ? elapsedMs : Math.max(0, nowMs - msOfNs(durableUpToNs));
  const isLate = frames > 0 && behindMs > lateMs;
  const durable =
    durableUpToNs === undefined
      ? ''
      : t('durableUpTo', {
          time: format.dateTime(new Date(msOfNs(durableUpToNs)), { timeStyle: 'medium' }),
        });
  return (
    <Group gap="sm" wrap="nowrap" miw={0}>
      <Text size="sm" fw={600} truncate maw={180} visibleFrom="sm" title={name}>
        {name}
      </Text>
      <IconPlayerRecordFilled
        size={14}
        aria-hidden
        color="var(--mantine-color-red-filled)"
        style={{ flexShrink: 0 }}
      />
      <Text size="sm" ff="monospace" fw={600} aria-label={t('elapsed')} role="timer">
        {clockText(elapsedMs)}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
        {bytesText(format, fileBytes)}
      </Text>
      {endsNs !== undefined && (
        <Text size="sm" style={{ whiteSpace: 'nowrap' }} visibleFrom="lg">
          {t('endsIn', { time: clockText(msOfNs(endsNs) - nowMs) })}
        </Text>
      )}
      {space?.lastsMs !== undefined && space.lastsMs < littleTimeMs && (
        <Text size="sm" fw={700} c="var(--mantine-color-red-text)" style={{ whiteSpace: 'nowrap' }}>
          {t('lastsFor', { time: clockText(space.lastsMs) })}
        </Text>
      )}
      <Tooltip
        multiline
        maw={320}
        label={`${durable} ${t(isLate ? 'notDurable' : 'durable', { seconds: Math.ceil(behindMs / 1_000) })}`}
      >
        <Group gap={4} wrap="nowrap" {...(isLate && { c: 'var(--mantine-color-red-text)' })}>
          {isLate ? (
            <IconAlertTriangle size={18} aria-hidden />
          ) : (
            <IconShieldCheck size={18} aria-hidden color="var(--mantine-color-green-text)" />
          )}
          <Text size="sm" visibleFrom="xl" style={{ whiteSpace: 'nowrap' }}>
            {t(isLate ? 'notDurableShort' : 'durableShort')}
          </Text>
        </Group>
      </Tooltip>
      {gaps > 0 && (
        <Text size="sm" c="orange.9" style={{ whiteSpace: 'nowrap' }} visibleFrom="lg">
          {t('gaps', { count: gaps })}
        </Text>
      )}
    </Group>
  );
}

/** What is free on the disk of the recordings; loud where it is little, else only where there is room. */
export function FreeDisk({ isCompact }: { readonly isCompact: boolean }) {
  const t = useTranslations('acquisition');
  const format = useFormatter();
  const { data: host } = useRoute('host', undefined, { refetchIntervalMs: diskRefreshMs });
  if (host?.disk === undefined) return null;
  const { freeBytes } = host.disk;
  const isLittle = freeBytes < littleDiskBytes;
  const free = t('free', { size: bytesText(format, freeBytes) });
  return (
    <Tooltip label={`${isLittle ? `${t('littleDisk')} ` : ''}${host.recordingsFolder}`}>
      <Group
        gap={4}
        wrap="nowrap"
        {...(isLittle ? { fw: 700 } : { visibleFrom: isCompact ? ('md' as const) : ('sm' as const) })}
      >
        {isLittle ? <IconAlertTriangle size={18} aria-hidden /> : <IconDeviceFloppy size={18} aria-hidden />}
        <Text
          size="sm"
          c={isLittle ? 'var(--mantine-color-red-text)' : 'var(--mantine-color-dimmed)'}
          style={{ whiteSpace: 'nowrap' }}
        >
          {free}
        </Text>
      </Group>
    </Tooltip>
  );
}

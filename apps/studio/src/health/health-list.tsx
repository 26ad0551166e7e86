import { Badge, Group, Stack, Text, Timeline } from '@mantine/core';
import type { WireHealthEntry } from '@modlink/protocol';
import { useFormatter, useTranslations } from 'use-intl';
import { msOfNs } from '../format/quantities.js';

/** What went well again, what needs somebody, and the rest. */
const colors: Partial<Record<WireHealthEntry['kind'], string>> = {
  restarted: 'green',
  reconnected: 'green',
  'data-resumed': 'green',
  'gave-up': 'red',
  'reconnect-gave-up': 'red',
  'out-of-memory': 'red',
};

/** What befell a driver or a device, the newest first, with what to do about it. */
export function HealthList({ entries }: { readonly entries: readonly WireHealthEntry[] }) {
  const t = useTranslations('health');
  const format = useFormatter();
  const time = (ns: string) =>
    format.dateTime(new Date(msOfNs(ns)), { dateStyle: 'short', timeStyle: 'medium' });
  if (entries.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <Timeline active={entries.length} bulletSize={12} lineWidth={2} aria-label={t('title')} role="list">
      {entries.map((entry) => {
        const { kind, deviceId, code, message, remedy, firstNs, lastNs, count } = entry;
        return (
          <Timeline.Item
            key={`${firstNs} ${kind} ${deviceId ?? ''}`}
            color={colors[kind] ?? 'orange'}
            role="listitem"
          >
            <Stack gap={2}>
              <Group gap="xs">
                <Badge variant="light" tt="none" color={colors[kind] ?? 'orange'}>
                  {t(`kinds.${kind}`)}
                </Badge>
                <Text size="xs" c="dimmed">
                  {time(lastNs)}
                  {deviceId !== undefined && ` · ${deviceId}`}
                </Text>
                {count > 1 && <Text size="xs">{t('times', { count, since: time(firstNs) })}</Text>}
              </Group>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {message} ({code})
              </Text>
              {remedy !== undefined && (
                <Text size="sm" fw={600}>
                  {remedy}
                </Text>
              )}
            </Stack>
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

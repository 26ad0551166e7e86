import { ActionIcon, Anchor, Button, Group, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { IconPencil, IconRepeat, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { clockText, msOfNs } from '../../format/quantities.js';
import { dataWords } from './data-words.js';
import { isEditable } from './event-history.js';
import { positionOf, type RecordedEvent, segmentIds, type TimelineContent } from './recorded-events.js';

const shownAtFirst = 200;

export interface EventsTableProps {
  readonly events: readonly RecordedEvent[];
  readonly content: TimelineContent;
  readonly startNs: string;
  readonly onSeek: (positionMs: number) => void;
  readonly onLoop: (part: { fromMs: number; toMs: number }) => void;
  /** Opens a marker or segment to be changed. */
  readonly onEdit: (eventIds: readonly string[]) => void;
}

/** Markers, segments and mishaps in words; each leads to where it is. */
export function EventsTable({ events, content, startNs, onSeek, onLoop, onEdit }: EventsTableProps) {
  const t = useTranslations('player');
  const format = useFormatter();
  const timeOf = (ns: string) => format.dateTime(new Date(msOfNs(ns)), { timeStyle: 'medium' });
  const [text, setText] = useState('');
  const [limit, setLimit] = useState(shownAtFirst);
  const wanted = text.trim().toLowerCase();
  const found = events.filter(({ type, label = '', deviceId = '', streamId = '' }) =>
    `${type} ${label} ${deviceId} ${streamId}`.toLowerCase().includes(wanted),
  );
  return (
    <Stack component="section" aria-labelledby="events" gap="xs">
      <Group justify="space-between">
        <Title order={3} size="h5" id="events">
          {t('events')}
        </Title>
        {events.length > 0 && (
          <TextInput
            size="xs"
            aria-label={t('searchEvents')}
            placeholder={t('searchEvents')}
            leftSection={<IconSearch size={14} />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </Group>
      {found.length === 0 ? (
        <Text c="dimmed">{t('noEvents')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={640}>
          <Table aria-label={t('events')} verticalSpacing={6} highlightOnHover>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('at')}</Table.Th>
                <Table.Th>{t('clock')}</Table.Th>
                <Table.Th>{t('type')}</Table.Th>
                <Table.Th>{t('label')}</Table.Th>
                <Table.Th>{t('about')}</Table.Th>
                <Table.Th>{t('data')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {found.slice(0, limit).map((event) => {
                const atMs = positionOf(event.timestampNs, startNs);
                const ofEvent = content.segments.find(
                  ({ startId, endId }) => startId === event.eventId || endId === event.eventId,
                );
                const segment = event.type === 'segment-start' ? ofEvent : undefined;
                const edited = ofEvent === undefined ? [event.eventId] : segmentIds(ofEvent);
                return (
                  <Table.Tr key={event.eventId}>
                    <Table.Td>
                      <Anchor
                        component="button"
                        ff="monospace"
                        size="sm"
                        onClick={() => onSeek(atMs)}
                        aria-label={t('goTo', { time: clockText(atMs, 3), label: event.label ?? event.type })}
                      >
                        {clockText(atMs, 3)}
                      </Anchor>
                    </Table.Td>
                    <Table.Td>
                      <Text size="sm" style={{ whiteSpace: 'nowrap', fontVariantNumeric: 'tabular-nums' }}>
                        {timeOf(event.timestampNs)}
                      </Text>
                    </Table.Td>
                    <Table.Td>{isKnown(event.type) ? t(`types.${event.type}`) : event.type}</Table.Td>
                    <Table.Td>
                      <Group gap="xs" wrap="nowrap">
                        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                          {event.label}
                        </Text>
                        {isEditable(event) && (
                          <ActionIcon
                            variant="subtle"
                            color="gray"
                            size="sm"
                            aria-label={t('editNamed', {
                              label: event.label ?? event.type,
                              time: clockText(atMs, 3),
                            })}
                            onClick={() => onEdit(edited)}
                          >
                            <IconPencil size={14} />
                          </ActionIcon>
                        )}
                        {segment !== undefined && (
                          <Button
                            size="compact-xs"
                            variant="default"
                            leftSection={<IconRepeat size={12} />}
                            onClick={() => onLoop({ fromMs: segment.fromMs, toMs: segment.toMs })}
                          >
                            {t('repeat', {
                              label: segment.label,
                              duration: clockText(segment.toMs - segment.fromMs, 1),
                            })}
                          </Button>
                        )}
                      </Group>
                    </Table.Td>
                    <Table.Td>
                      <Text size="sm">{event.streamId ?? event.deviceId}</Text>
                    </Table.Td>
                    <Table.Td>
                      {event.data !== undefined && (
                        <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
                          {dataWords(event.data, timeOf)}
                        </Text>
                      )}
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {found.length > limit && (
        <Button variant="default" onClick={() => setLimit(limit + shownAtFirst)}>
          {t('more', { count: found.length - limit })}
        </Button>
      )}
    </Stack>
  );
}

const knownTypes = [
  'marker',
  'segment-start',
  'segment-end',
  'connection-lost',
  'reconnected',
  'restart',
  'gap',
  'descriptor-changed',
  'overflow',
  'clock-adjusted',
  'command',
  'low-space',
] as const;

/** A recording of a newer host may have others. */
const isKnown = (type: string): type is (typeof knownTypes)[number] =>
  (knownTypes as readonly string[]).includes(type);

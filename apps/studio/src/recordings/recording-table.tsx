import { Alert, Anchor, Group, Skeleton, Stack, Table, Text, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { WireStoredRecording } from '@modlink/protocol';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useLocale, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useRoute } from '../api/routes.js';
import { bytesText, clockText, msOfNs } from '../format/quantities.js';
import { RecordingFilter } from './recording-filter.js';
import { RecordingState } from './recording-state.js';
import {
  type RecordingColumn,
  type RecordingOrder,
  recordingColumns,
  sortRecordings,
} from './sort-recordings.js';
import { allRecordings, driverChoices, isWanted, recordingsQuery } from './wanted-recordings.js';

const searchDelayMs = 250;
const shownAtMost = 1_000;

/** Every stored recording, to search and to sort. */
export function RecordingTable() {
  const t = useTranslations('recordings');
  const language = useLocale();
  const [wanted, setWanted] = useState(allRecordings);
  const [text] = useDebouncedValue(wanted.text, searchDelayMs);
  const [order, setOrder] = useState<RecordingOrder>({ by: 'started', isDescending: true });
  const { data, error } = useRoute('listRecordings', {
    query: { limit: shownAtMost, ...recordingsQuery({ ...wanted, text }) },
  });
  // Of all recordings: what is chosen does not take the other choices away.
  const { data: every } = useRoute('listRecordings', { query: { limit: shownAtMost } });
  const found = (data?.recordings ?? []).filter((recording) => isWanted(recording, wanted));
  const recordings = sortRecordings(found, order, language);
  const isAll = Object.keys(recordingsQuery(wanted)).length === 0;
  return (
    <Stack>
      <Group justify="space-between" align="flex-end">
        <RecordingFilter
          wanted={wanted}
          drivers={driverChoices(every?.recordings ?? [])}
          onChange={setWanted}
        />
        {data !== undefined && (
          <Text size="sm" c="dimmed" role="status">
            {t('count', { count: data.total - data.recordings.length + found.length })}
            {data.total > data.recordings.length && ` ${t('newestShown', { count: data.recordings.length })}`}
          </Text>
        )}
      </Group>
      {error !== null && (
        <Alert color="red" title={t('notListed')}>
          {error.message}
        </Alert>
      )}
      {data === undefined && error === null && <Skeleton h={200} />}
      {data !== undefined && recordings.length === 0 && (
        <Text c="dimmed" py="xl" ta="center">
          {isAll ? t('none') : t('noneFound')}
        </Text>
      )}
      {recordings.length > 0 && (
        <Table.ScrollContainer minWidth={700}>
          <Table highlightOnHover verticalSpacing="sm" aria-label={t('table')}>
            <Table.Thead>
              <Table.Tr>
                {recordingColumns.map((column) => (
                  <ColumnHead key={column} column={column} order={order} onOrder={setOrder} />
                ))}
                <Table.Th>{t('column.state')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {recordings.map((recording) => (
                <Row key={recording.recordingId} recording={recording} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

interface ColumnHeadProps {
  readonly column: RecordingColumn;
  readonly order: RecordingOrder;
  readonly onOrder: (order: RecordingOrder) => void;
}

function ColumnHead({ column, order, onOrder }: ColumnHeadProps) {
  const t = useTranslations('recordings');
  const isBy = order.by === column;
  const Arrow = order.isDescending ? IconArrowDown : IconArrowUp;
  return (
    <Table.Th aria-sort={!isBy ? 'none' : order.isDescending ? 'descending' : 'ascending'}>
      <UnstyledButton
        fz="sm"
        fw={isBy ? 700 : 600}
        onClick={() =>
          onOrder({ by: column, isDescending: isBy ? !order.isDescending : column === 'started' })
        }
      >
        <Group gap={4} wrap="nowrap">
          {t(`column.${column}`)}
          {isBy && <Arrow size={14} aria-hidden />}
        </Group>
      </UnstyledButton>
    </Table.Th>
  );
}

function Row({ recording }: { readonly recording: WireStoredRecording }) {
  const format = useFormatter();
  const t = useTranslations('recordings');
  const { recordingId, name, parts, session, experiment, startedNs, durationMs, sizeBytes, streamIds } =
    recording;
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component={Link} href={`/recordings/${recordingId}`} fw={600}>
          {name}
        </Anchor>
        {parts !== undefined && (
          <Text span size="sm" c="dimmed" ml={6}>
            {t('files', { count: parts.length })}
          </Text>
        )}
      </Table.Td>
      <Table.Td>{session}</Table.Td>
      <Table.Td>{experiment}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>
        {startedNs !== undefined &&
          format.dateTime(new Date(msOfNs(startedNs)), { dateStyle: 'short', timeStyle: 'short' })}
      </Table.Td>
      <Table.Td>{clockText(durationMs)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{bytesText(format, sizeBytes)}</Table.Td>
      <Table.Td title={streamIds.join('\n')}>{streamIds.length}</Table.Td>
      <Table.Td>
        <RecordingState recording={recording} />
      </Table.Td>
    </Table.Tr>
  );
}

import { Badge, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import type { LogEntry } from '@modlink/protocol';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';

const levels = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogEntry['level'][];
const colors: Record<LogEntry['level'], string> = {
  debug: 'gray',
  info: 'blue',
  warn: 'yellow',
  error: 'red',
};

/** The latest lines of the log, newest first. */
export function LogsPage() {
  const t = useTranslations('logs');
  const format = useFormatter();
  const [level, setLevel] = useState<LogEntry['level']>('info');
  const [text, setText] = useState('');
  const { data } = useRoute('logs', { query: { level } });
  const wanted = text.trim().toLowerCase();
  const entries = (data?.entries ?? [])
    .filter(({ message, driverId = '', deviceId = '' }) =>
      `${message} ${driverId} ${deviceId}`.toLowerCase().includes(wanted),
    )
    .reverse();
  return (
    <Stack>
      <Group>
        <Select
          label={t('level')}
          data={levels.map((value) => ({ value, label: t(`levels.${value}`) }))}
          value={level}
          allowDeselect={false}
          onChange={(chosen) => setLevel((chosen ?? 'info') as LogEntry['level'])}
        />
        <TextInput
          label={t('search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flexGrow: 1 }}
        />
      </Group>
      {entries.length === 0 && <Text c="dimmed">{t('none')}</Text>}
      <Table aria-label={t('entries')} verticalSpacing={4}>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={`${entry.timestampNs} ${entry.message}`}>
              <Table.Td w={110}>
                <Text size="xs" ff="monospace">
                  {format.dateTime(new Date(Number(BigInt(entry.timestampNs) / 1_000_000n)), {
                    hour: '2-digit',
                    minute: '2-digit',
                    second: '2-digit',
                    hour12: false,
                  })}
                </Text>
              </Table.Td>
              <Table.Td w={90}>
                <Badge size="sm" color={colors[entry.level]} variant="light">
                  {t(`levels.${entry.level}`)}
                </Badge>
              </Table.Td>
              <Table.Td w={180}>
                <Text size="xs">{entry.deviceId ?? entry.driverId ?? t('host')}</Text>
              </Table.Td>
              <Table.Td>
                <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                  {entry.message}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

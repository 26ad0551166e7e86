import { Group, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { useServer } from '../api/server-provider.js';
import { bytesText, clockText } from '../format/quantities.js';
import { DownloadButton } from '../recordings/download-button.js';
import { SettingsSection } from './settings-section.js';

const refreshMs = 5_000;

export function HostSection() {
  const t = useTranslations('settings');
  const format = useFormatter();
  const { data: host } = useRoute('host', undefined, { refetchIntervalMs: refreshMs });
  const { data: health } = useRoute('health', undefined, { refetchIntervalMs: refreshMs });
  const facts: readonly (readonly [string, string])[] =
    host === undefined
      ? []
      : [
          [t('version'), host.version],
          [t('protocol'), String(host.protocolVersion)],
          [t('node'), host.nodeVersion],
          [t('platform'), host.platform],
          [t('uptime'), health === undefined ? '' : clockText(health.uptimeSeconds * 1_000)],
          [t('memory'), bytesText(format, host.memoryBytes)],
          [t('safeMode'), host.safeMode ? t('yes') : t('no')],
          [t('folder'), host.recordingsFolder],
          [
            t('disk'),
            host.disk === undefined
              ? t('unknown')
              : t('freeOf', {
                  free: bytesText(format, host.disk.freeBytes),
                  total: bytesText(format, host.disk.totalBytes),
                }),
          ],
        ];
  return (
    <SettingsSection title={t('host')}>
      <Table variant="vertical" layout="fixed" withTableBorder aria-label={t('host')}>
        <Table.Tbody>
          {facts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={220}>{name}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <DiagnosticsButton />
    </SettingsSection>
  );
}

function DiagnosticsButton() {
  const t = useTranslations('settings');
  const { client } = useServer();
  return (
    <Group justify="space-between">
      <span>{t('diagnosticsWords')}</span>
      <DownloadButton
        fileName={`modlink-diagnostics-${new Date().toISOString().slice(0, 10)}.zip`}
        icon={<IconDownload size={16} />}
        fetchFile={() => client.download('diagnostics', {})}
      >
        {t('diagnostics')}
      </DownloadButton>
    </Group>
  );
}

import { Alert, Badge, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import type { WireExportJob } from '@modlink/protocol';
import { IconDownload } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useFailureNotice } from '../../api/failure-notice.js';
import { useRouteAction } from '../../api/routes.js';
import { useServer } from '../../api/server-provider.js';
import { bytesText } from '../../format/quantities.js';
import { DownloadButton } from '../download-button.js';

const colors: Record<WireExportJob['state'], string> = {
  running: 'blue',
  finished: 'green',
  failed: 'red',
  cancelled: 'gray',
};

/** An export: how far it is, its files, and what was left out. */
export function ExportJob({ job }: { readonly job: WireExportJob }) {
  const t = useTranslations('export');
  const format = useFormatter();
  const { client } = useServer();
  const cancel = useRouteAction('cancelExport');
  const onError = useFailureNotice();
  const { exportId, state, framesDone, framesTotal, error, files, skipped } = job;
  const percent = framesTotal === 0 ? 0 : (framesDone / framesTotal) * 100;
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group justify="space-between">
          <Group gap="xs">
            <Text fw={600}>{job.format}</Text>
            <Badge color={colors[state]} variant="light" tt="none">
              {t(`states.${state}`)}
            </Badge>
          </Group>
          {state === 'running' && (
            <Button
              size="xs"
              variant="default"
              loading={cancel.isPending}
              onClick={() => cancel.mutate({ params: { exportId } }, { onError })}
            >
              {t('cancel')}
            </Button>
          )}
        </Group>
        {state === 'running' && <Progress value={percent} aria-label={t('progress')} animated />}
        {error !== undefined && (
          <Alert color="red">
            {error.message} ({error.code})
          </Alert>
        )}
        {files.map(({ name, sizeBytes, rows }, index) => (
          <Group key={name} justify="space-between" wrap="nowrap">
            <Stack gap={0}>
              <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
                {name}
              </Text>
              <Text size="xs" c="dimmed">
                {bytesText(format, sizeBytes)}
                {rows !== undefined && ` · ${t('rows', { count: rows })}`}
              </Text>
            </Stack>
            <DownloadButton
              size="xs"
              fileName={name}
              icon={<IconDownload size={14} />}
              label={t('downloadNamed', { name })}
              fetchFile={() =>
                client.download('downloadExport', { params: { exportId, index: String(index) } })
              }
            >
              {t('download')}
            </DownloadButton>
          </Group>
        ))}
        {skipped.map(({ streamId, reason }) => (
          <Text key={streamId} size="sm">
            {t('skipped', { streamId })} {reason}
          </Text>
        ))}
      </Stack>
    </Card>
  );
}

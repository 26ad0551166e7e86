import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { ClientError } from '@modlink/client';
import type { RouteResponse } from '@modlink/protocol';
import { IconDownload, IconFileExport, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { useFailureNotice } from '../api/failure-notice.js';
import { useServer } from '../api/server-provider.js';
import { DownloadButton } from './download-button.js';
import { ExportDialog } from './export/export-dialog.js';

/** Exports, downloads and deletes a recording. */
export function RecordingActions({ recording }: { readonly recording: RouteResponse<'getRecording'> }) {
  const t = useTranslations('recordings');
  const { client } = useServer();
  const onError = useFailureNotice();
  const [, navigate] = useLocation();
  const { recordingId, name, path, isRunning } = recording;
  const call = { params: { recordingId } };

  const openExport = () =>
    modals.open({
      title: t('exportNamed', { name }),
      size: 'lg',
      children: <ExportDialog recording={recording} />,
    });
  const askDelete = () =>
    modals.openConfirmModal({
      title: t('deleteNamed', { name }),
      children: <Text size="sm">{t('deleteWords')}</Text>,
      labels: { confirm: t('delete'), cancel: t('cancel') },
      confirmProps: { color: 'red.9' },
      onConfirm: () => {
        // Leaving the page closes its replay, and with it the file.
        navigate('/recordings');
        client.call('deleteRecording', call).catch((error: ClientError) => onError(error));
      },
    });
  return (
    <Group gap="xs">
      <Button leftSection={<IconFileExport size={18} />} onClick={openExport}>
        {t('export')}
      </Button>
      <DownloadButton
        fileName={path.split(/[\\/]/).at(-1) ?? `${name}.mcap`}
        icon={<IconDownload size={18} />}
        fetchFile={() => client.download('downloadRecording', call)}
      >
        {t('download')}
      </DownloadButton>
      <Button
        variant="outline"
        color="red.9"
        leftSection={<IconTrash size={18} />}
        disabled={isRunning}
        onClick={askDelete}
      >
        {t('delete')}
      </Button>
    </Group>
  );
}

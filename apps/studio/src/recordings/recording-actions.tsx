import { Button, Group, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import type { ClientError } from '@modlink/client';
import type { RouteResponse } from '@modlink/protocol';
import {
  IconDownload,
  IconFileExport,
  IconPencil,
  IconShieldCheck,
  IconTool,
  IconTrash,
} from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useLocation } from 'wouter';
import { useFailureNotice } from '../api/failure-notice.js';
import { queryKey, useRouteAction } from '../api/routes.js';
import { useServer } from '../api/server-provider.js';
import { DownloadButton } from './download-button.js';
import { ExportDialog } from './export/export-dialog.js';
import { openLabelsDialog } from './labels-dialog.js';
import { stateOf } from './recording-state.js';
import { VerifyReport } from './verify-report.js';

/** Exports, downloads, repairs, checks and deletes a recording. */
export function RecordingActions({ recording }: { readonly recording: RouteResponse<'getRecording'> }) {
  const t = useTranslations('recordings');
  const { client } = useServer();
  const onError = useFailureNotice();
  const [, navigate] = useLocation();
  const queries = useQueryClient();
  const repairRoute = useRouteAction('repairRecording');
  const verifyRoute = useRouteAction('verifyRecording');
  const { recordingId, name, path, isRunning } = recording;
  const call = { params: { recordingId } };

  const openExport = () =>
    modals.open({
      title: t('exportNamed', { name }),
      size: 'lg',
      children: <ExportDialog recording={recording} />,
    });
  const repair = (force: boolean) =>
    repairRoute.mutate(
      { ...call, body: { force } },
      {
        onError: (error) => (error.code === 'REPAIR_IN_USE' ? askForce() : onError(error)),
        onSuccess: () => {
          void queries.invalidateQueries({ queryKey: queryKey('getRecording', call) });
          notifications.show({ color: 'green', message: t('repaired', { name }) });
        },
      },
    );
  const askForce = () =>
    modals.openConfirmModal({
      title: t('inUse', { name }),
      children: <Text size="sm">{t('inUseWords')}</Text>,
      labels: { confirm: t('repairAnyway'), cancel: t('cancel') },
      onConfirm: () => repair(true),
    });
  const verify = () =>
    verifyRoute.mutate(call, {
      onError,
      onSuccess: (report) =>
        modals.open({
          title: t('checkNamed', { name }),
          size: 'lg',
          children: <VerifyReport report={report} />,
        }),
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
        variant="default"
        leftSection={<IconPencil size={18} />}
        disabled={isRunning || stateOf(recording) === 'unreadable'}
        onClick={() => openLabelsDialog(recording, t('labels.title', { name }))}
      >
        {t('rename')}
      </Button>
      {stateOf(recording) === 'cut-off' && (
        <Button
          variant="default"
          leftSection={<IconTool size={18} />}
          loading={repairRoute.isPending}
          onClick={() => repair(false)}
        >
          {t('repair')}
        </Button>
      )}
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={18} />}
        disabled={isRunning}
        loading={verifyRoute.isPending}
        onClick={verify}
      >
        {t('check')}
      </Button>
      <Button
        variant="light"
        color="red"
        leftSection={<IconTrash size={18} />}
        disabled={isRunning}
        onClick={askDelete}
      >
        {t('delete')}
      </Button>
    </Group>
  );
}

import { ActionIcon, Button, Group, Table, Text } from '@mantine/core';
import type { RouteResponse, WireSetup } from '@modlink/protocol';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRouteAction } from '../api/routes.js';
import { inFileName, saveJson } from '../files/save-file.js';
import { useLabels } from '../labels/use-labels.js';
import { writeLiveSetup } from '../live/index.js';
import { toFile, viewOf } from './setup.js';

export interface SetupRowProps {
  readonly setup: WireSetup;
  readonly onRestored: (outcomes: RouteResponse<'restoreSetup'>['devices']) => void;
  readonly onDelete: () => void;
}

export function SetupRow({ setup, onRestored, onDelete }: SetupRowProps) {
  const t = useTranslations('setups');
  const restore = useRouteAction('restoreSetup');
  const onError = useFailureNotice();
  const [, setLabels] = useLabels();
  const { name, devices } = setup;
  const bringBack = () => {
    const view = viewOf(setup);
    if (view !== undefined) {
      setLabels(view.labels);
      writeLiveSetup(view.live);
    }
    restore.mutate({ params: { name } }, { onError, onSuccess: (restored) => onRestored(restored.devices) });
  };
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{name}</Text>
        <Text size="sm" c="dimmed">
          {devices.map(({ title }) => title).join(', ') || t('noDevices')}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap="xs" justify="flex-end" wrap="nowrap">
          <Button
            size="xs"
            loading={restore.isPending}
            onClick={bringBack}
            aria-label={t('restoreNamed', { name })}
          >
            {t('restore')}
          </Button>
          <ActionIcon
            variant="default"
            size={30}
            aria-label={t('toFile', { name })}
            onClick={() => saveJson(toFile(setup), `${inFileName(name)}.setup.json`)}
          >
            <IconDownload size={16} />
          </ActionIcon>
          <ActionIcon variant="default" size={30} aria-label={t('delete', { name })} onClick={onDelete}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

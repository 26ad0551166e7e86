import { ActionIcon, Button, Group, Table, Text } from '@mantine/core';
import type { ClientError } from '@modlink/client';
import { IconDownload, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useServer } from '../api/server-provider.js';
import { inFileName, saveJson } from '../files/save-file.js';
import { useLabels } from '../labels/use-labels.js';
import { writeLiveSetup } from '../live/index.js';
import { type DeviceOutcome, restoreDevices } from './restore-devices.js';
import { type Setup, toFile } from './setup.js';

export interface SetupRowProps {
  readonly setup: Setup;
  readonly onRestored: (outcomes: readonly DeviceOutcome[]) => void;
  readonly onDelete: () => void;
}

export function SetupRow({ setup, onRestored, onDelete }: SetupRowProps) {
  const t = useTranslations('setups');
  const { client } = useServer();
  const showFailure = useFailureNotice();
  const [, setLabels] = useLabels();
  const [isBusy, setBusy] = useState(false);
  const { name, devices, labels, live } = setup;
  const restore = async () => {
    setBusy(true);
    setLabels(labels);
    writeLiveSetup(live);
    try {
      onRestored(await restoreDevices(client, devices));
    } catch (error) {
      showFailure(error as ClientError);
    } finally {
      setBusy(false);
    }
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
            loading={isBusy}
            onClick={() => void restore()}
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

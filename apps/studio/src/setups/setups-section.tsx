import { Alert, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import type { RouteCall, RouteResponse } from '@modlink/protocol';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';
import { OpenJsonButton } from '../files/open-json-button.js';
import { useLabels } from '../labels/use-labels.js';
import { readLiveSetup } from '../live/index.js';
import { SettingsSection } from '../settings/settings-section.js';
import { setupFile } from './setup.js';
import { SetupRow } from './setup-row.js';

type RestoredDevice = RouteResponse<'restoreSetup'>['devices'][number];

/** Saves what is connected now, the layout and the labels under a name, and brings it back. */
export function SetupsSection() {
  const t = useTranslations('setups');
  const queries = useQueryClient();
  const saved = useRoute('listSetups');
  const save = useRouteAction('saveSetup');
  const remove = useRouteAction('deleteSetup');
  const onError = useFailureNotice();
  const [labels] = useLabels();
  const { data } = useRoute('listDevices');
  const [name, setName] = useState('');
  const [outcomes, setOutcomes] = useState<readonly RestoredDevice[]>();
  const devices = data?.devices.filter(({ state }) => state !== 'disconnected' && state !== 'failed') ?? [];
  const setups = saved.data?.setups ?? [];
  const onSuccess = () => queries.invalidateQueries({ queryKey: ['listSetups'] });
  const put = (call: RouteCall<'saveSetup'>) => save.mutate(call, { onError, onSuccess });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    put({ params: { name: name.trim() }, body: { view: { labels, live: readLiveSetup() } } });
    setName('');
  };
  return (
    <SettingsSection title={t('title')} words={t('words')}>
      <Group component="form" onSubmit={submit} align="flex-end">
        <TextInput
          label={t('name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          style={{ flexGrow: 1 }}
        />
        <Button
          type="submit"
          loading={save.isPending}
          disabled={name.trim() === ''}
          leftSection={<IconDeviceFloppy size={16} />}
        >
          {t('save', { count: devices.length })}
        </Button>
        <OpenJsonButton
          label={t('fromFile')}
          schema={setupFile}
          onOpen={({ name: opened, devices: wanted, view }) =>
            put({ params: { name: opened }, body: { devices: wanted, view } })
          }
        />
      </Group>
      {setups.length === 0 ? (
        <Text c="dimmed">{t('none')}</Text>
      ) : (
        <Table.ScrollContainer minWidth={600}>
          <Table aria-label={t('title')} verticalSpacing="sm">
            <Table.Tbody>
              {setups.map((setup) => (
                <SetupRow
                  key={setup.name}
                  setup={setup}
                  onRestored={setOutcomes}
                  onDelete={() => remove.mutate({ params: { name: setup.name } }, { onError, onSuccess })}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {outcomes !== undefined && <Outcomes outcomes={outcomes} />}
    </SettingsSection>
  );
}

function Outcomes({ outcomes }: { readonly outcomes: readonly RestoredDevice[] }) {
  const t = useTranslations('setups');
  const isAllReady = outcomes.every(({ error }) => error === undefined);
  return (
    <Alert
      role="status"
      color={isAllReady ? 'green' : 'orange'}
      title={t(isAllReady ? 'restored' : 'partly')}
    >
      <Stack gap={2}>
        {outcomes.map(({ device, error }) => (
          <Text key={`${device.driverId} ${device.identity}`} size="sm">
            {device.title}: {error === undefined ? t('ready') : `${error.message} (${error.code})`}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}

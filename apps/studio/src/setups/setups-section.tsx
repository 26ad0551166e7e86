import { Alert, Button, Group, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconDeviceFloppy } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { OpenJsonButton } from '../files/open-json-button.js';
import { useLabels } from '../labels/use-labels.js';
import { readLiveSetup } from '../live/index.js';
import { SettingsSection } from '../settings/settings-section.js';
import type { DeviceOutcome } from './restore-devices.js';
import { setupFile, withSetup } from './setup.js';
import { SetupRow } from './setup-row.js';
import { useSetups } from './use-setups.js';

/** Saves what is connected now, the layout and the labels under a name, and brings it back. */
export function SetupsSection() {
  const t = useTranslations('setups');
  const [setups, setSetups] = useSetups();
  const [labels] = useLabels();
  const { data } = useRoute('listDevices');
  const [name, setName] = useState('');
  const [outcomes, setOutcomes] = useState<readonly DeviceOutcome[]>();
  const devices = data?.devices.filter(({ state }) => state !== 'disconnected' && state !== 'failed') ?? [];
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') return;
    const saved = {
      name: name.trim(),
      devices: devices.map(({ driverId, title, state }) => ({
        driverId,
        title,
        isStreaming: state !== 'connected',
      })),
      labels,
      live: readLiveSetup(),
    };
    setSetups(withSetup(setups, saved));
    setName('');
  };
  return (
    <SettingsSection title={t('title')} words={t('words')}>
      <Group component="form" onSubmit={save} align="flex-end">
        <TextInput
          label={t('name')}
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.currentTarget.value)}
          style={{ flexGrow: 1 }}
        />
        <Button type="submit" disabled={name.trim() === ''} leftSection={<IconDeviceFloppy size={16} />}>
          {t('save', { count: devices.length })}
        </Button>
        <OpenJsonButton
          label={t('fromFile')}
          schema={setupFile}
          onOpen={({ format: _, version: __, ...opened }) => setSetups(withSetup(setups, opened))}
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
                  onDelete={() => setSetups(setups.filter((each) => each.name !== setup.name))}
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

function Outcomes({ outcomes }: { readonly outcomes: readonly DeviceOutcome[] }) {
  const t = useTranslations('setups');
  const isAllReady = outcomes.every(({ state }) => state === 'ready');
  return (
    <Alert
      role="status"
      color={isAllReady ? 'green' : 'orange'}
      title={t(isAllReady ? 'restored' : 'partly')}
    >
      <Stack gap={2}>
        {outcomes.map((outcome, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two devices may have one title.
          <Text key={`${outcome.device.title} ${index}`} size="sm">
            {outcome.device.title}: {t(`outcome.${outcome.state}`)}
            {outcome.state === 'failed' && ` ${outcome.error.message} (${outcome.error.code})`}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}

import { Alert, Button, Group, Table, Text } from '@mantine/core';
import type { WireInstalledPackage, WireOutdatedPackage } from '@modlink/protocol';
import { IconRefreshDot } from '@tabler/icons-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import type { PackageActions } from './use-package-actions.js';

/** Packages that the user installed. The registry is asked for newer versions only when somebody wants to know. */
export function InstalledPackages({ actions }: { readonly actions: PackageActions }) {
  const t = useTranslations('packages');
  const [isAsked, setAsked] = useState(false);
  const { data, error } = useRoute('listPackages');
  const newer = useRoute('outdatedPackages', undefined, { isEnabled: isAsked });
  if (error !== null) return <Alert color="red">{error.message}</Alert>;
  if (data === undefined) return null;
  if (data.packages.length === 0) return <Text c="dimmed">{t('none')}</Text>;
  return (
    <>
      <Table.ScrollContainer minWidth={640}>
        <Table verticalSpacing="sm" aria-label={t('title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('package')}</Table.Th>
              <Table.Th>{t('version')}</Table.Th>
              <Table.Th>{t('source')}</Table.Th>
              <Table.Th>{t('actions')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.packages.map((each) => (
              <Row
                key={each.name}
                installed={each}
                newer={newer.data?.packages.find(({ name }) => name === each.name)}
                actions={actions}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefreshDot size={16} />}
          loading={newer.isFetching}
          onClick={() => (isAsked ? void newer.refetch() : setAsked(true))}
        >
          {t('lookForUpdates')}
        </Button>
        <Text size="sm" role="status">
          {newer.error?.message ?? (newer.data?.packages.length === 0 ? t('allNew') : '')}
        </Text>
      </Group>
    </>
  );
}

interface RowProps {
  readonly installed: WireInstalledPackage;
  readonly newer: WireOutdatedPackage | undefined;
  readonly actions: PackageActions;
}

function Row({ installed, newer, actions }: RowProps) {
  const t = useTranslations('packages');
  const format = useFormatter();
  const { name, version, source, driverIds, installedAt, previousVersion, blocked, deprecated } = installed;
  const day = format.dateTime(new Date(installedAt), { dateStyle: 'medium' });
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{name}</Text>
        <Text size="xs" c="dimmed">
          {driverIds.join(', ')}
        </Text>
        {[blocked, deprecated, newer?.error].map(
          (problem) =>
            problem !== undefined && (
              <Text key={problem} size="sm" c="red">
                {problem}
              </Text>
            ),
        )}
      </Table.Td>
      <Table.Td>{version}</Table.Td>
      <Table.Td>
        {t(`sources.${source}`)}
        <Text size="xs" c="dimmed">
          {day}
        </Text>
      </Table.Td>
      <Table.Td>
        <Group gap="xs">
          {newer?.wanted !== undefined && (
            <Button size="xs" onClick={() => actions.update(name)}>
              {t('updateTo', { version: newer.wanted })}
            </Button>
          )}
          {previousVersion !== undefined && (
            <Button size="xs" variant="default" onClick={() => actions.rollback(name)}>
              {t('backTo', { version: previousVersion })}
            </Button>
          )}
          <Button
            size="xs"
            variant="light"
            color="red"
            aria-label={t('removeNamed', { name })}
            onClick={() => actions.remove(name)}
          >
            {t('remove')}
          </Button>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

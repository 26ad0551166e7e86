import { Alert, Badge, Button, Group, Stack, Switch, Table, Text, Title } from '@mantine/core';
import type { WireDriver } from '@modlink/protocol';
import { IconHistory, IconRefresh, IconSettings, IconShieldHalf } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';
import { openDriverSettings } from '../devices/driver-settings-dialog.js';
import { openHealthDialog } from '../health/health-dialog.js';
import { PackagesSection } from '../packages/packages-section.js';
import { openPolicyDialog } from '../policies/policy-dialog.js';
import { IconButton } from '../shell/icon-button.js';

/** Installed driver packages: versions, where they run, what is wrong with them, on or off. */
export function DriversPage() {
  const t = useTranslations('drivers');
  const queries = useQueryClient();
  const { data } = useRoute('listDrivers');
  const { data: host } = useRoute('host');
  const rescan = useRouteAction('rescanDrivers');
  const onError = useFailureNotice();
  // What is wrong with a driver stands with it; the rest gives no driver at all.
  const others = data?.diagnostics.filter(
    (diagnostic) => !data.drivers.some((driver) => driver.driverId === diagnostic.driverId),
  );
  return (
    <Stack>
      {host?.safeMode && (
        <Alert color="yellow" icon={<IconShieldHalf />} title={t('safeMode')}>
          {t('safeModeWords')}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={rescan.isPending}
          onClick={() =>
            rescan.mutate({}, { onError, onSuccess: (found) => queries.setQueryData(['listDrivers'], found) })
          }
        >
          {t('rescan')}
        </Button>
      </Group>
      <Table.ScrollContainer minWidth={700}>
        <Table verticalSpacing="sm" aria-label={t('installed')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('driver')}</Table.Th>
              <Table.Th>{t('package')}</Table.Th>
              <Table.Th>{t('runsIn')}</Table.Th>
              <Table.Th>{t('api')}</Table.Th>
              <Table.Th>{t('on')}</Table.Th>
              <Table.Th>{t('settings')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data?.drivers.map((driver) => (
              <DriverRow key={`${driver.driverId} ${driver.package.path}`} driver={driver} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {others !== undefined && others.length > 0 && (
        <Stack component="section" aria-labelledby="other-packages">
          <Title order={2} size="h4" id="other-packages">
            {t('otherPackages')}
          </Title>
          {others.map((each) => (
            <Alert
              key={`${each.path} ${each.code}`}
              color={each.severity === 'error' ? 'red' : 'yellow'}
              title={each.package ?? each.path}
            >
              {each.message} ({each.code})
            </Alert>
          ))}
        </Stack>
      )}
      <PackagesSection />
    </Stack>
  );
}

function DriverRow({ driver }: { readonly driver: WireDriver }) {
  const t = useTranslations('drivers');
  const policy = useTranslations('policy');
  const health = useTranslations('health');
  const queries = useQueryClient();
  const setEnabled = useRouteAction('setDriverEnabled');
  const onError = useFailureNotice();
  const { driverId, displayName, description, status, enabled, disabledBy, package: from } = driver;
  return (
    <Table.Tr>
      <Table.Td>
        <Text fw={600}>{displayName}</Text>
        <Text size="sm" c="dimmed">
          {description ?? driverId}
        </Text>
        {status === 'blocked' && <Badge color="red">{t('blocked')}</Badge>}
        {driver.diagnostics.map(({ code, severity, message }) => (
          <Text key={code} size="sm" c={severity === 'error' ? 'red' : 'orange'}>
            {message}
          </Text>
        ))}
      </Table.Td>
      <Table.Td>
        <Text size="sm">
          {from.name} {from.version}
        </Text>
        <Text size="xs" c="dimmed">
          {t(`source.${from.source as 'explicit' | 'application' | 'user'}`)}
        </Text>
      </Table.Td>
      <Table.Td>{t(`isolation.${driver.runsIn}`)}</Table.Td>
      <Table.Td>
        {driver.apiVersion}
        {/* In a workspace the package manager has its own words for any version. */}
        {driver.sdkRange !== undefined && !driver.sdkRange.includes(':') && (
          <Text size="xs" c="dimmed">
            SDK {driver.sdkRange}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Switch
          checked={enabled}
          disabled={status === 'blocked' || setEnabled.isPending || disabledBy === 'allow-list'}
          aria-label={t('switch', { name: displayName })}
          description={
            disabledBy === undefined || disabledBy === 'user' ? undefined : t(`disabledBy.${disabledBy}`)
          }
          onChange={(event) =>
            setEnabled.mutate(
              { params: { driverId }, body: { enabled: event.currentTarget.checked } },
              { onError, onSuccess: () => queries.invalidateQueries({ queryKey: ['listDrivers'] }) },
            )
          }
        />
      </Table.Td>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <IconButton
            label={t('settingsOf', { name: displayName })}
            isDisabled={!driver.hasSettings}
            onClick={() => openDriverSettings(driverId, t('settingsOf', { name: displayName }))}
          >
            <IconSettings size={16} />
          </IconButton>
          <IconButton
            label={policy('openNamed', { title: displayName })}
            onClick={() => openPolicyDialog({ driverId }, policy('openNamed', { title: displayName }))}
          >
            <IconRefresh size={16} />
          </IconButton>
          <IconButton
            label={health('openNamed', { title: displayName })}
            onClick={() => openHealthDialog({ driverId }, health('openNamed', { title: displayName }))}
          >
            <IconHistory size={16} />
          </IconButton>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}

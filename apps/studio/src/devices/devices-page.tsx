import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';
import { pluggedPath } from '../packages/find-packages.js';
import { ConnectedDevice } from './connected-device.js';
import { SearchResults } from './search-results.js';

/** Devices that are connected, and those that a search finds. */
export function DevicesPage() {
  const t = useTranslations('devices');
  const { data } = useRoute('listDevices');
  const search = useRouteAction('search');
  const showFailure = useFailureNotice();
  const known = data?.devices.filter(({ state }) => state !== 'disconnected') ?? [];
  return (
    <Stack gap="xl" maw={1060}>
      <Stack component="section" aria-labelledby="connected-devices">
        <Title order={2} size="h4" id="connected-devices">
          {t('connected')}
        </Title>
        {data !== undefined && known.length === 0 && <Text c="dimmed">{t('noneConnected')}</Text>}
        {known.map((device) => (
          <ConnectedDevice key={device.deviceId} device={device} />
        ))}
      </Stack>
      <Stack component="section" aria-labelledby="found-devices">
        <Group justify="space-between">
          <Title order={2} size="h4" id="found-devices">
            {t('find')}
          </Title>
          <Button
            leftSection={<IconRadar2 size={18} />}
            loading={search.isPending}
            onClick={() => search.mutate({ body: {} }, { onError: showFailure })}
          >
            {t('search')}
          </Button>
        </Group>
        {search.data === undefined ? (
          <Text c="dimmed">{t('searchWords')}</Text>
        ) : (
          <SearchResults outcome={search.data} connected={known} />
        )}
        <Text size="sm">
          <Anchor component={Link} href={pluggedPath}>
            {t('findDrivers')}
          </Anchor>
        </Text>
      </Stack>
    </Stack>
  );
}

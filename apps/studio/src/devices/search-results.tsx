import { Alert, Button, Card, Group, Stack, Text } from '@mantine/core';
import type { RouteResponse, WireDevice, WireFoundDevice } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';

export interface SearchResultsProps {
  readonly outcome: RouteResponse<'search'>;
  readonly connected: readonly WireDevice[];
}

/** What a search found, and why some drivers could not search. */
export function SearchResults({ outcome, connected }: SearchResultsProps) {
  const t = useTranslations('devices');
  return (
    <Stack>
      {outcome.devices.length === 0 && <Text>{t('nothingFound')}</Text>}
      {outcome.devices.map((found) => (
        <Found key={found.foundId} found={found} connected={connected} />
      ))}
      {groupFailures(outcome.failures).map(({ message, code, driverIds }) => (
        <Alert key={message} color="yellow" title={t('notAsked', { drivers: driverIds.join(', ') })}>
          {message} ({code})
        </Alert>
      ))}
    </Stack>
  );
}

function Found({
  found,
  connected,
}: {
  readonly found: WireFoundDevice;
  readonly connected: readonly WireDevice[];
}) {
  const t = useTranslations('devices');
  const { data } = useRoute('listDrivers');
  const connect = useRouteAction('connectDevice');
  const start = useRouteAction('startStreaming');
  const showFailure = useFailureNotice();
  const driver = data?.drivers.find(({ driverId }) => driverId === found.driverId);
  const isConnected = connected.some(
    ({ driverId, identity }) => driverId === found.driverId && identity === found.identity,
  );
  const connectAndStart = () =>
    connect.mutate(
      { body: { foundId: found.foundId } },
      {
        onError: showFailure,
        onSuccess: ({ deviceId }) => start.mutate({ params: { deviceId } }, { onError: showFailure }),
      },
    );
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={2}>
          <Text fw={600}>{found.title}</Text>
          <Text size="sm" c="dimmed">
            {[driver?.displayName ?? found.driverId, found.subtitle].filter(Boolean).join(' · ')}
          </Text>
        </Stack>
        <Button
          variant="light"
          loading={connect.isPending || start.isPending}
          disabled={isConnected}
          onClick={connectAndStart}
          aria-label={isConnected ? undefined : t('connectNamed', { title: found.title })}
        >
          {isConnected ? t('isConnected') : t('connect')}
        </Button>
      </Group>
    </Card>
  );
}

interface FailureGroup {
  readonly message: string;
  readonly code: string;
  readonly driverIds: string[];
}

/** What keeps several drivers from searching, such as a missing adapter, is said once. */
function groupFailures(failures: RouteResponse<'search'>['failures']): readonly FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { driverId, error } of failures) {
    const group = groups.get(error.message) ?? { ...error, driverIds: [] };
    if (!group.driverIds.includes(driverId)) group.driverIds.push(driverId);
    groups.set(error.message, group);
  }
  return [...groups.values()];
}

import { Stack, Table, Text, Title } from '@mantine/core';
import type { WireRecordedDriver } from '@modlink/protocol';
import { useTranslations } from 'use-intl';

/** The drivers that the streams of a recording come from, as they were then. */
export function RecordedDrivers({ drivers }: { readonly drivers: readonly WireRecordedDriver[] }) {
  const t = useTranslations('provenance');
  if (drivers.length === 0) return null;
  return (
    <Stack component="section" aria-labelledby="recorded-drivers" gap="xs">
      <Title order={3} size="h5" id="recorded-drivers">
        {t('title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('words')}
      </Text>
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label={t('title')} verticalSpacing={6} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('device')}</Table.Th>
              <Table.Th>{t('driver')}</Table.Th>
              <Table.Th>{t('package')}</Table.Th>
              <Table.Th>{t('settings')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {drivers.map((driver, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a device is there again when its driver changed.
              <Row key={`${driver.deviceId} ${index}`} driver={driver} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

const sources = ['registry', 'tarball', 'folder', 'url', 'bundle', 'application', 'explicit'] as const;

function Row({ driver }: { readonly driver: WireRecordedDriver }) {
  const t = useTranslations('provenance');
  const { deviceId, driverId, displayName, firmware, version, integrity, settings = {} } = driver;
  const source = sources.find((each) => each === driver.source);
  const values = Object.entries(settings);
  return (
    <Table.Tr style={{ verticalAlign: 'top', overflowWrap: 'anywhere' }}>
      <Table.Td>
        <Text size="sm" fw={600}>
          {deviceId}
        </Text>
        {firmware !== undefined && <Small>{t('firmware', { version: firmware })}</Small>}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{displayName ?? driverId}</Text>
        {displayName !== undefined && <Small>{driverId}</Small>}
      </Table.Td>
      <Table.Td>
        <Text size="sm">{[driver.package, version].filter(Boolean).join(' ')}</Text>
        {driver.source !== undefined && (
          <Small>
            {t('from', { source: source === undefined ? driver.source : t(`sources.${source}`) })}
          </Small>
        )}
        {integrity !== undefined && <Small>{`${t('integrity')}: ${integrity}`}</Small>}
      </Table.Td>
      <Table.Td>
        {values.length === 0 && <Small>{t('noSettings')}</Small>}
        {values.length > 0 && (
          <details>
            <Text component="summary" size="sm" style={{ cursor: 'pointer' }}>
              {t('settingsCount', { count: values.length })}
            </Text>
            {values.map(([name, value]) => (
              <Text key={name} size="xs">
                {`${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`}
              </Text>
            ))}
          </details>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

function Small({ children }: { readonly children: string }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  );
}

import { Button, Center, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../../api/failure-notice.js';
import { useRoute, useRouteAction } from '../../api/routes.js';
import { DeviceState } from '../../devices/device-state.js';

/** Says over a view why nothing comes, and starts the device where that is all that is missing. */
export function NotStreaming({ deviceId }: { readonly deviceId: string }) {
  const t = useTranslations('live');
  const { data } = useRoute('listDevices');
  const start = useRouteAction('startStreaming');
  const onError = useFailureNotice();
  const device = data?.devices.find((candidate) => candidate.deviceId === deviceId);
  if (device === undefined || device.state === 'streaming') return null;
  const { title, state } = device;
  return (
    <Center pos="absolute" inset={0} style={{ pointerEvents: 'none' }}>
      <Stack align="center" gap={6} p="sm" bg="var(--mantine-color-body)" style={{ pointerEvents: 'auto' }}>
        <Text size="sm">{t('notStreaming', { title })}</Text>
        {state === 'connected' ? (
          <Button
            size="xs"
            leftSection={<IconPlayerPlay size={14} />}
            loading={start.isPending}
            onClick={() => start.mutate({ params: { deviceId } }, { onError })}
          >
            {t('start')}
          </Button>
        ) : (
          <DeviceState state={state} />
        )}
      </Stack>
    </Center>
  );
}

import { Button, Card, Group, Stack, Text } from '@mantine/core';
import type { WireDevice } from '@modlink/protocol';
import {
  IconHistory,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugX,
  IconRefresh,
  IconSettings,
} from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRouteAction } from '../api/routes.js';
import { openHealthDialog } from '../health/health-dialog.js';
import { openPolicyDialog } from '../policies/policy-dialog.js';
import { CommandButton } from './command-button.js';
import { DeviceState } from './device-state.js';
import { openDriverSettings } from './driver-settings-dialog.js';
import { LastProblem } from './last-problem.js';

/** A device with its state, what went wrong with it last, and what can be done with it. */
export function ConnectedDevice({ device }: { readonly device: WireDevice }) {
  const t = useTranslations('devices');
  const policy = useTranslations('policy');
  const health = useTranslations('health');
  const { deviceId, driverId, title, state, streamIds, commands } = device;
  const start = useRouteAction('startStreaming');
  const stop = useRouteAction('stopStreaming');
  const disconnect = useRouteAction('disconnectDevice');
  const onError = useFailureNotice();
  const call = { params: { deviceId } };
  return (
    <Card withBorder padding="md">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="sm">
            <Text fw={600}>{title}</Text>
            <DeviceState state={state} />
          </Group>
          <Group gap="xs">
            {state === 'streaming' ? (
              <Button
                variant="light"
                leftSection={<IconPlayerStop size={16} />}
                loading={stop.isPending}
                onClick={() => stop.mutate(call, { onError })}
              >
                {t('stop')}
              </Button>
            ) : (
              <Button
                leftSection={<IconPlayerPlay size={16} />}
                loading={start.isPending}
                disabled={state !== 'connected'}
                onClick={() => start.mutate(call, { onError })}
              >
                {t('start')}
              </Button>
            )}
            <Button
              variant="default"
              leftSection={<IconSettings size={16} />}
              onClick={() => openDriverSettings(driverId, t('settingsOf', { title }))}
            >
              {t('settings')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} />}
              onClick={() => openPolicyDialog({ deviceId }, policy('openNamed', { title }))}
            >
              {policy('open')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconHistory size={16} />}
              onClick={() => openHealthDialog({ deviceId }, health('openNamed', { title }))}
            >
              {health('open')}
            </Button>
            <Button
              variant="default"
              leftSection={<IconPlugX size={16} />}
              loading={disconnect.isPending}
              onClick={() => disconnect.mutate(call, { onError })}
            >
              {t('disconnect')}
            </Button>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {deviceId} · {t('streams', { count: streamIds.length })}
        </Text>
        {commands.length > 0 && (
          <Group gap="xs" role="group" aria-label={t('commands')}>
            {commands.map((command) => (
              <CommandButton key={command.name} deviceId={deviceId} command={command} state={state} />
            ))}
          </Group>
        )}
        <LastProblem device={device} />
      </Stack>
    </Card>
  );
}

import { Alert, Loader, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { RouteResponse } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { queryKey, useRoute, useRouteAction } from '../api/routes.js';
import { type PolicyChange, PolicyFields } from './policy-fields.js';

type State = RouteResponse<'getDevicePolicy'>;

/** Opens what is done about one device, or about all of a driver, that go away or fall silent. */
export function openPolicyDialog(of: { deviceId: string } | { driverId: string }, title: string): void {
  modals.open({
    title,
    size: 'lg',
    children: 'deviceId' in of ? <DevicePolicy params={of} /> : <DriverPolicy params={of} />,
  });
}

function DevicePolicy({ params }: { readonly params: { readonly deviceId: string } }) {
  const t = useTranslations('policy');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const { data, error } = useRoute('getDevicePolicy', { params });
  const { mutate } = useRouteAction('setDevicePolicy');
  const keep = (state: State) => queries.setQueryData(queryKey('getDevicePolicy', { params }), state);
  return (
    <Policy
      words={t('ofDevice')}
      state={data}
      problem={error?.message}
      onChange={(body) => mutate({ params, body }, { onError, onSuccess: keep })}
    />
  );
}

function DriverPolicy({ params }: { readonly params: { readonly driverId: string } }) {
  const t = useTranslations('policy');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const { data, error } = useRoute('getDriverPolicy', { params });
  const { mutate } = useRouteAction('setDriverPolicy');
  const keep = (state: State) => queries.setQueryData(queryKey('getDriverPolicy', { params }), state);
  return (
    <Policy
      words={t('ofDriver')}
      state={data}
      problem={error?.message}
      onChange={(body) => mutate({ params, body }, { onError, onSuccess: keep })}
    />
  );
}

interface PolicyProps {
  readonly words: string;
  readonly state: State | undefined;
  readonly problem: string | undefined;
  readonly onChange: (change: PolicyChange) => void;
}

function Policy({ words, state, problem, onChange }: PolicyProps) {
  if (problem !== undefined) return <Alert color="red">{problem}</Alert>;
  if (state === undefined) return <Loader aria-label={words} />;
  const own = (['reconnect', 'silence'] as const).filter((part) => state.own[part] !== undefined);
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {words}
      </Text>
      <PolicyFields policy={state.policy} own={own} onChange={onChange} />
    </Stack>
  );
}

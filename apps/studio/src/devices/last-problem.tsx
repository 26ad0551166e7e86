import { Alert, Text } from '@mantine/core';
import type { WireDevice } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';

/** What went wrong with a device last, and what to do about it. */
export function LastProblem({ device }: { readonly device: WireDevice }) {
  const t = useTranslations('devices');
  const { deviceId, state, lastError } = device;
  const { data } = useRoute('deviceHealth', { params: { deviceId } }, { isEnabled: lastError !== undefined });
  if (lastError === undefined) return null;
  const remedy = data?.entries.find(({ code }) => code === lastError.code)?.remedy;
  return (
    <Alert color={state === 'streaming' ? 'yellow' : 'red'} title={t('lastError')}>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {lastError.message} ({lastError.code})
      </Text>
      {remedy !== undefined && (
        <Text size="sm" fw={600} mt={4}>
          {remedy}
        </Text>
      )}
    </Alert>
  );
}

import { Alert, Loader, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';
import { SchemaForm } from '../forms/schema-form.js';

/** Opens the settings of a driver as a form. */
export function openDriverSettings(driverId: string, title: string): void {
  const modalId = modals.open({
    title,
    size: 'lg',
    children: <DriverSettings driverId={driverId} onSaved={() => modals.close(modalId)} />,
  });
}

function DriverSettings({ driverId, onSaved }: { readonly driverId: string; readonly onSaved: () => void }) {
  const t = useTranslations('devices');
  const queries = useQueryClient();
  const { data, error } = useRoute('getDriverSettings', { params: { driverId } });
  const save = useRouteAction('setDriverSettings');
  const onError = useFailureNotice();
  if (error !== null) return <Alert color="red">{error.message}</Alert>;
  if (data === undefined) return <Loader aria-label={t('settings')} />;
  if (data.schema === undefined) return <Text>{t('noSettings')}</Text>;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('settingsWords')}
      </Text>
      <SchemaForm
        schema={data.schema}
        values={data.values}
        submitLabel={t('save')}
        isBusy={save.isPending}
        onSubmit={(values) =>
          save.mutate(
            { params: { driverId }, body: { values } },
            {
              onError,
              onSuccess: (saved) => {
                queries.setQueryData(['getDriverSettings', { params: { driverId } }], saved);
                onSaved();
              },
            },
          )
        }
      />
    </Stack>
  );
}

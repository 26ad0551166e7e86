import { List, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { WirePackageJob } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRouteAction } from '../api/routes.js';

export interface PackageActions {
  /** Asks first: it is code of somebody else. */
  install(spec: string): void;
  update(name: string): void;
  rollback(name: string): void;
  /** Asks first. */
  remove(name: string): void;
}

/** Starts jobs that change driver packages; how they go is shown by the list of jobs. */
export function usePackageActions(): PackageActions {
  const t = useTranslations('packages');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const install = useRouteAction('installPackage');
  const update = useRouteAction('updatePackage');
  const rollback = useRouteAction('rollbackPackage');
  const remove = useRouteAction('removePackage');
  const onSuccess = (_: WirePackageJob) => void queries.invalidateQueries({ queryKey: ['listPackageJobs'] });
  return {
    install: (spec) =>
      modals.openConfirmModal({
        title: t('installNamed', { name: spec }),
        children: (
          <Stack gap="xs">
            <Text size="sm">{t('trust')}</Text>
            <List size="sm">
              <List.Item>{t('trustRights')}</List.Item>
              <List.Item>{t('trustScripts')}</List.Item>
              <List.Item>{t('trustTrial')}</List.Item>
            </List>
          </Stack>
        ),
        labels: { confirm: t('install'), cancel: t('cancel') },
        onConfirm: () => install.mutate({ body: { spec } }, { onError, onSuccess }),
      }),
    update: (name) => update.mutate({ body: { name } }, { onError, onSuccess }),
    rollback: (name) => rollback.mutate({ body: { name } }, { onError, onSuccess }),
    remove: (name) =>
      modals.openConfirmModal({
        title: t('removeNamed', { name }),
        children: <Text size="sm">{t('removeWords')}</Text>,
        labels: { confirm: t('remove'), cancel: t('cancel') },
        confirmProps: { color: 'red.9' },
        onConfirm: () => remove.mutate({ body: { name } }, { onError, onSuccess }),
      }),
  };
}

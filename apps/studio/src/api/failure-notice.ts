import { notifications } from '@mantine/notifications';
import type { ClientError } from '@modlink/client';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';

/** Shows what could not be done, with what to do about it, until it is closed. */
export function useFailureNotice(): (error: ClientError) => void {
  const t = useTranslations('failure');
  return useCallback(
    (error) =>
      notifications.show({
        id: error.code,
        color: 'red',
        autoClose: false,
        title: t('title'),
        message: `${error.message} (${error.code})`,
      }),
    [t],
  );
}

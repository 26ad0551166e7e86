import { Alert, Anchor, Group, Text } from '@mantine/core';
import { IconAlertOctagonFilled } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { z } from 'zod';
import { useServerEvents } from '../api/use-server-events.js';
import { useStored } from '../storage/use-stored.js';

const failure = z.object({ code: z.string(), message: z.string(), atMs: z.number() });
type Failure = z.output<typeof failure>;

/** What made a recording fail last; `undefined` once someone has closed it. */
export function useRecordingFailure(): [
  Failure | undefined,
  (error: { readonly code: string; readonly message: string } | undefined) => void,
] {
  const [kept, setKept] = useStored('modlink-recording-failure', failure.nullable(), null);
  return [
    kept ?? undefined,
    (error) =>
      setKept(error === undefined ? null : { code: error.code, message: error.message, atMs: Date.now() }),
  ];
}

/** A recording that failed, over every page until someone closes it. */
export function RecordingFailure() {
  const t = useTranslations('acquisition');
  const format = useFormatter();
  const [failed, setFailed] = useRecordingFailure();
  useServerEvents((event) => {
    if (event.type === 'problem' && event.error.code === 'RECORDING_FAILED') setFailed(event.error);
  });
  if (failed === undefined) return null;
  const time = format.dateTime(new Date(failed.atMs), {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (
    <Alert
      role="alert"
      variant="filled"
      color="red.9"
      icon={<IconAlertOctagonFilled />}
      title={t('failed', { time })}
      withCloseButton
      closeButtonLabel={t('closeFailure')}
      onClose={() => setFailed(undefined)}
      mb="md"
      pos="sticky"
      top={76}
      style={{ zIndex: 100, overflowWrap: 'anywhere' }}
    >
      <Text size="sm">
        {failed.message} ({failed.code})
      </Text>
      <Group gap="xs" mt={4}>
        <Text size="sm">{t('failedWords')}</Text>
        <Anchor component={Link} href="/recordings" size="sm" c="white" td="underline" fw={600}>
          {t('toRecordings')}
        </Anchor>
      </Group>
    </Alert>
  );
}

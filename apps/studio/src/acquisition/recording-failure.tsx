import { Alert, Anchor, Group, Text } from '@mantine/core';
import { IconAlertOctagonFilled } from '@tabler/icons-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { z } from 'zod';
import { useServerEvents } from '../api/use-server-events.js';
import { useStored } from '../storage/use-stored.js';

const failure = z.object({
  code: z.string(),
  message: z.string(),
  atMs: z.number(),
  /** Whether something had been recorded, or it could not be started. */
  hadBegun: z.boolean(),
  /** Under which it is found among the recordings. */
  storedId: z.string().optional(),
});
type Failure = z.output<typeof failure>;

interface RecordingFailures {
  /** What made a recording fail last; `undefined` once someone has closed it. */
  readonly failed: Failure | undefined;
  tell(error: Pick<Failure, 'code' | 'message'>, hadBegun: boolean, storedId?: string): void;
  close(): void;
}

export function useRecordingFailure(): RecordingFailures {
  const [kept, setKept] = useStored('modlink-recording-failure', failure.nullable(), null);
  return {
    failed: kept ?? undefined,
    tell: ({ code, message }, hadBegun, storedId) =>
      setKept({ code, message, hadBegun, atMs: Date.now(), ...(storedId !== undefined && { storedId }) }),
    close: () => setKept(null),
  };
}

/** A recording that failed, over every page until someone closes it. */
export function RecordingFailure() {
  const t = useTranslations('acquisition');
  const format = useFormatter();
  const { failed, tell, close } = useRecordingFailure();
  useServerEvents((event) => {
    if (event.type === 'problem' && event.recordingId !== undefined) tell(event.error, true, event.storedId);
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
      title={t(failed.hadBegun ? 'failed' : 'notStarted', { time })}
      withCloseButton
      closeButtonLabel={t('closeFailure')}
      onClose={close}
      mb="md"
      pos="sticky"
      top={76}
      style={{ zIndex: 100, overflowWrap: 'anywhere' }}
    >
      <Text size="sm">
        {failed.message} ({failed.code})
      </Text>
      {failed.hadBegun && (
        <Group gap="xs" mt={4}>
          <Text size="sm">{t('failedWords')}</Text>
          <Anchor
            component={Link}
            href={failed.storedId === undefined ? '/recordings' : `/recordings/${failed.storedId}`}
            size="sm"
            c="white"
            td="underline"
            fw={600}
          >
            {t(failed.storedId === undefined ? 'toRecordings' : 'openFailed')}
          </Anchor>
        </Group>
      )}
    </Alert>
  );
}

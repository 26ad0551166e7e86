import { Alert, Button, Card, Group, Progress, Stack, Text } from '@mantine/core';
import { useFormatter, useTranslations } from 'use-intl';
import { bytesText } from '../format/quantities.js';
import type { QueuedImport } from './import-queue.js';

export interface QueuedCardProps {
  readonly queued: QueuedImport;
  readonly onRemove: () => void;
}

/** A file that the server does not have yet, or did not take. */
export function QueuedCard({ queued, onRemove }: QueuedCardProps) {
  const t = useTranslations('imports');
  const format = useFormatter();
  const { fileName, sizeBytes, state, problem } = queued;
  const label = state === 'failed' ? 'closeNamed' : 'cancelNamed';
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Stack gap={0} miw={0}>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {fileName}
            </Text>
            <Text size="sm" c="dimmed" role="status">
              {`${t(`queued.${state}`)} · ${bytesText(format, sizeBytes)}`}
            </Text>
          </Stack>
          <Button size="xs" variant="default" aria-label={t(label, { file: fileName })} onClick={onRemove}>
            {t(state === 'failed' ? 'close' : 'cancel')}
          </Button>
        </Group>
        {state === 'sending' && (
          <Progress value={100} animated aria-label={t('progress', { file: fileName })} />
        )}
        {problem !== undefined && (
          <Alert color="red">
            {problem.message} {problem.code !== undefined && `(${problem.code})`}
          </Alert>
        )}
      </Stack>
    </Card>
  );
}

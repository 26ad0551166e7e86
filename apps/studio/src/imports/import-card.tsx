import { Alert, Anchor, Badge, Button, Card, Group, List, Progress, Stack, Text } from '@mantine/core';
import type { WireImportJob } from '@modlink/protocol';
import { useFormatter, useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRouteAction } from '../api/routes.js';
import { bytesText } from '../format/quantities.js';
import { hasEnded } from './shown-imports.js';

const colors: Record<WireImportJob['state'], string> = {
  receiving: 'blue',
  running: 'blue',
  finished: 'green',
  failed: 'red',
  cancelled: 'gray',
};

export interface ImportCardProps {
  readonly job: WireImportJob;
  readonly onClose: () => void;
  /** In place of asking the server. */
  readonly onCancel?: () => void;
}

/** An import: how far it is, what came of it, and what was lost on the way. */
export function ImportCard({ job, onClose, onCancel }: ImportCardProps) {
  const t = useTranslations('imports');
  const onError = useFailureNotice();
  const cancel = useRouteAction('cancelImport');
  const { importId, fileName, state, error, recordingId, streams, events } = job;
  const isOver = hasEnded(job);
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group justify="space-between" wrap="nowrap">
          <Group gap="xs" miw={0}>
            <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
              {fileName}
            </Text>
            <Badge color={colors[state]} variant="light" tt="none" role="status">
              {t(`states.${state}`)}
            </Badge>
          </Group>
          <Button
            size="xs"
            variant="default"
            style={{ flexShrink: 0 }}
            loading={cancel.isPending}
            aria-label={t(isOver ? 'closeNamed' : 'cancelNamed', { file: fileName })}
            onClick={
              isOver ? onClose : (onCancel ?? (() => cancel.mutate({ params: { importId } }, { onError })))
            }
          >
            {t(isOver ? 'close' : 'cancel')}
          </Button>
        </Group>
        {!isOver && <JobProgress job={job} />}
        {error !== undefined && (
          <Alert color="red">
            {error.message} ({error.code})
          </Alert>
        )}
        {recordingId !== undefined && (
          <Group gap="xs">
            <Anchor component={Link} href={`/recordings/${recordingId}`} size="sm" fw={600}>
              {t('open', { file: fileName })}
            </Anchor>
            <Text size="sm" c="dimmed">
              {t('made', { streams: streams.length, events })}
            </Text>
          </Group>
        )}
        <Warnings job={job} />
      </Stack>
    </Card>
  );
}

function JobProgress({ job: { fileName, state, bytesDone, bytesTotal } }: { readonly job: WireImportJob }) {
  const t = useTranslations('imports');
  const format = useFormatter();
  const percent = bytesTotal === undefined || bytesTotal === 0 ? 100 : (bytesDone / bytesTotal) * 100;
  const values = {
    done: bytesText(format, bytesDone),
    total: bytesTotal === undefined ? '?' : bytesText(format, bytesTotal),
  };
  return (
    <>
      <Progress value={percent} animated aria-label={t('progress', { file: fileName })} />
      <Text size="xs" c="dimmed">
        {t(state === 'receiving' ? 'received' : 'read', values)}
      </Text>
    </>
  );
}

function Warnings({ job: { warnings, warningCount } }: { readonly job: WireImportJob }) {
  const t = useTranslations('imports');
  if (warningCount === 0) return null;
  return (
    <Alert color="yellow" title={t('warnings', { count: warningCount })}>
      <List size="sm" mah={200} style={{ overflowY: 'auto' }} tabIndex={0} aria-label={t('warningList')}>
        {warnings.map(({ at, message }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two warnings may be the same.
          <List.Item key={index}>
            {at !== undefined && <b>{`${at}: `}</b>}
            {message}
          </List.Item>
        ))}
      </List>
      {warningCount > warnings.length && (
        <Text size="sm">{t('moreWarnings', { count: warningCount - warnings.length })}</Text>
      )}
    </Alert>
  );
}

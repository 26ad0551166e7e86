import { Button, Card, Group, Loader, Stack, Text } from '@mantine/core';
import type { WirePackageJob } from '@modlink/protocol';
import { IconAlertTriangle, IconBan, IconCheck } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { useRoute, useRouteAction } from '../api/routes.js';

const shownAtMost = 5;

/** Installations, updates and removals: how they go, and how the latest went. */
export function PackageJobs() {
  const t = useTranslations('packages');
  const { data } = useRoute('listPackageJobs');
  const jobs = [...(data?.jobs ?? [])].reverse().slice(0, shownAtMost);
  if (jobs.length === 0) return null;
  return (
    <Stack gap="xs" role="group" aria-label={t('jobs')}>
      {jobs.map((job) => (
        <Job key={job.jobId} job={job} />
      ))}
    </Stack>
  );
}

const icons = {
  running: <Loader size={16} aria-hidden />,
  finished: <IconCheck size={18} aria-hidden color="var(--mantine-color-green-text)" />,
  failed: <IconAlertTriangle size={18} aria-hidden color="var(--mantine-color-red-text)" />,
  cancelled: <IconBan size={18} aria-hidden />,
} as const;

function Job({ job }: { readonly job: WirePackageJob }) {
  const t = useTranslations('packages');
  const onError = useFailureNotice();
  const cancel = useRouteAction('cancelPackageJob');
  const { jobId, kind, subject, state, phase, done, total, error } = job;
  const step = phase === undefined ? '' : t(`phases.${phase}`);
  const progress = done !== undefined && total !== undefined ? `${done} / ${total}` : '';
  return (
    <Card withBorder padding="xs">
      <Group justify="space-between" wrap="nowrap">
        <Group gap="sm" wrap="nowrap" miw={0}>
          {icons[state]}
          <Stack gap={0} miw={0}>
            <Text size="sm" style={{ overflowWrap: 'anywhere' }} role="status">
              {`${t(`kinds.${kind}`, { subject })}: ${t(`states.${state}`)}`}
            </Text>
            {state === 'running' && (
              <Text size="xs" c="dimmed">
                {`${step} ${progress}`}
              </Text>
            )}
            {error !== undefined && (
              <Text size="sm" c="var(--mantine-color-red-text)" style={{ overflowWrap: 'anywhere' }}>
                {error.message} ({error.code})
              </Text>
            )}
          </Stack>
        </Group>
        {state === 'running' && (
          <Button
            size="xs"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate({ params: { jobId } }, { onError })}
          >
            {t('cancel')}
          </Button>
        )}
      </Group>
    </Card>
  );
}

import { Stack } from '@mantine/core';
import { useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { ImportCard } from './import-card.js';
import { useImportQueue } from './imports-provider.js';
import { QueuedCard } from './queued-card.js';
import { shownImports } from './shown-imports.js';

/** Imports that go on, and how those ended that were begun here. */
export function ImportList() {
  const t = useTranslations('imports');
  const { data } = useRoute('listImports');
  const [queue, state] = useImportQueue();
  const { jobs, queued } = shownImports(data?.imports ?? [], state);
  const sending = state.queued.find((each) => each.state === 'sending');
  if (jobs.length === 0 && queued.length === 0) return null;
  return (
    <Stack gap="xs" role="group" aria-label={t('list')}>
      {jobs.map((job) => (
        <ImportCard
          key={job.importId}
          job={job}
          onClose={() => queue.putAway(job.importId)}
          // Browsers send a request anew where the server ends the connection: what is sent here is ended here.
          {...(job.state === 'receiving' &&
            job.fileName === sending?.fileName && { onCancel: () => queue.remove(sending.key) })}
        />
      ))}
      {queued.map((each) => (
        <QueuedCard key={each.key} queued={each} onRemove={() => queue.remove(each.key)} />
      ))}
    </Stack>
  );
}

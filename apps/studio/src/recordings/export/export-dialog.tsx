import { Alert, Button, Checkbox, Divider, Group, Select, Stack, Text, Title } from '@mantine/core';
import type { RouteResponse } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../../api/failure-notice.js';
import { useRoute, useRouteAction } from '../../api/routes.js';
import { useFormatWords } from '../format-words.js';
import { ExportJob } from './export-job.js';
import { FormatOptions } from './format-options.js';

/** Exports a recording: which format, which streams; and the exports of it that there are. */
export function ExportDialog({ recording }: { readonly recording: RouteResponse<'getRecording'> }) {
  const t = useTranslations('export');
  const { recordingId } = recording;
  const { data: exports } = useRoute('listExports');
  const jobs = exports?.exports.filter((job) => job.recordingId === recordingId).reverse() ?? [];
  return (
    <Stack>
      <ExportForm recording={recording} />
      {jobs.length > 0 && (
        <>
          <Divider />
          <Title order={3} size="h6">
            {t('jobs')}
          </Title>
          {jobs.map((job) => (
            <ExportJob key={job.exportId} job={job} />
          ))}
        </>
      )}
    </Stack>
  );
}

function ExportForm({ recording }: { readonly recording: RouteResponse<'getRecording'> }) {
  const t = useTranslations('export');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const { data } = useRoute('exportFormats');
  const start = useRouteAction('startExport');
  const words = useFormatWords();
  const formats = data?.formats ?? [];
  const streamIds = [...new Set(recording.streams.map(({ streamId }) => streamId))];
  const [chosenFormat, setFormat] = useState<string>();
  const [chosen, setChosen] = useState<string[]>(streamIds);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const format = chosenFormat ?? formats[0]?.id;
  const options = formats.find(({ id }) => id === format)?.options ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (format === undefined) return;
    start.mutate(
      {
        body: {
          recordingId: recording.recordingId,
          format,
          // All of them: also those that the form does not know.
          ...(chosen.length < streamIds.length && { streams: chosen }),
          // A value that was given for another format counts where this one has the same option.
          options: Object.fromEntries(
            options.map(({ name, default: usual }) => [name, values[name] ?? usual]),
          ),
        },
      },
      { onError, onSettled: () => queries.invalidateQueries({ queryKey: ['listExports'] }) },
    );
  };
  return (
    <Stack component="form" onSubmit={submit}>
      <Select
        label={t('format')}
        data={formats.map((each) => ({ value: each.id, label: words.title('export', each) }))}
        value={format ?? null}
        onChange={(value) => setFormat(value ?? undefined)}
        maxDropdownHeight={460}
        allowDeselect={false}
      />
      <FormatOptions
        options={options}
        values={values}
        recorded={{ subject: recording.subject, session: recording.session, task: recording.experiment }}
        onChange={setValues}
      />
      <Checkbox.Group label={t('streams')} value={chosen} onChange={setChosen}>
        <Stack gap="xs" mt="xs">
          {streamIds.map((streamId) => (
            <Checkbox key={streamId} value={streamId} label={streamId} />
          ))}
        </Stack>
      </Checkbox.Group>
      {!recording.complete && (
        <Alert color="orange">
          <Text size="sm">{t('cutOff')}</Text>
        </Alert>
      )}
      <Group justify="flex-end">
        <Button
          type="submit"
          loading={start.isPending}
          disabled={format === undefined || (chosen.length === 0 && streamIds.length > 0)}
        >
          {t('start')}
        </Button>
      </Group>
    </Stack>
  );
}

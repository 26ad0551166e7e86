import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import type { RouteCall, RouteResponse } from '@modlink/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { queryKey, useRouteAction } from '../api/routes.js';

type Details = RouteResponse<'getRecording'>;
type Body = NonNullable<RouteCall<'editRecording'>['body']>;

const optional = ['session', 'experiment', 'subject', 'notes'] as const;

/** Opens what a stored recording is called as a form. */
export function openLabelsDialog(recording: Details, title: string): void {
  const modalId = modals.open({
    title,
    children: <LabelsForm recording={recording} onSaved={() => modals.close(modalId)} />,
  });
}

function LabelsForm({ recording, onSaved }: { readonly recording: Details; readonly onSaved: () => void }) {
  const t = useTranslations('recordings');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const route = useRouteAction('editRecording');
  const [name, setName] = useState(recording.name);
  const [labels, setLabels] = useState(() =>
    Object.fromEntries(optional.map((label) => [label, recording[label] ?? ''])),
  );
  const { recordingId, editRevision } = recording;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const call = { params: { recordingId } };
    const body: Body = { revision: editRevision, name: name.trim() };
    for (const label of optional) body[label] = labels[label]?.trim() || null;
    route.mutate(
      { ...call, body },
      {
        onError,
        onSuccess: (changed) => {
          queries.setQueryData(queryKey('getRecording', call), changed);
          void queries.invalidateQueries({ queryKey: ['listRecordings'] });
          onSaved();
        },
      },
    );
  };
  const field = (label: (typeof optional)[number]) => ({
    label: t(`labels.${label}`),
    value: labels[label] ?? '',
    onChange: ({ currentTarget: { value } }: { readonly currentTarget: { readonly value: string } }) =>
      setLabels({ ...labels, [label]: value }),
  });
  return (
    <Stack component="form" onSubmit={submit} gap="sm">
      <TextInput
        label={t('labels.name')}
        value={name}
        maxLength={200}
        required
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput {...field('session')} maxLength={200} />
      <TextInput {...field('experiment')} maxLength={200} />
      <TextInput {...field('subject')} maxLength={200} description={t('labels.subjectWords')} />
      <Textarea {...field('notes')} maxLength={20_000} autosize minRows={2} maxRows={10} />
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {t('labels.words')}
        </Text>
        <Button type="submit" loading={route.isPending} disabled={name.trim() === ''}>
          {t('labels.save')}
        </Button>
      </Group>
    </Stack>
  );
}

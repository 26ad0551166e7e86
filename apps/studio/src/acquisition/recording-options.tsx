import {
  Anchor,
  Button,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useRoute } from '../api/routes.js';
import { type RecordingDraft, useRecordingDraft } from './recording-draft.js';

const compressions = ['none', 'lz4', 'zstd'] as const;

/** Who is recorded, which streams, and how the file is written. */
export function RecordingOptions() {
  const t = useTranslations('recordingOptions');
  const [draft, setDraft] = useRecordingDraft();
  const { data: settings } = useRoute('hostSettings');
  const set = (change: Partial<RecordingDraft>) => setDraft({ ...draft, ...change });
  const keptS = (settings?.values.preRollMs ?? 0) / 1_000;
  return (
    <Stack gap="sm">
      <TextInput
        size="xs"
        label={t('subject')}
        description={t('subjectWords')}
        value={draft.subject}
        maxLength={200}
        onChange={(event) => set({ subject: event.currentTarget.value })}
      />
      <Textarea
        size="xs"
        label={t('notes')}
        value={draft.notes}
        maxLength={20_000}
        autosize
        minRows={1}
        maxRows={5}
        onChange={(event) => set({ notes: event.currentTarget.value })}
      />
      <StreamChoice />
      <Group grow align="flex-end">
        <Amount field="splitMegabytes" least={1} />
        <Amount field="splitMinutes" least={0.1} />
      </Group>
      <Group grow align="flex-end">
        <Amount field="stopAfterMinutes" least={0.1} />
        <NumberInput
          size="xs"
          label={t('preRollSeconds')}
          placeholder={t('seconds', { seconds: keptS })}
          min={0}
          max={keptS}
          disabled={keptS === 0}
          value={draft.preRollSeconds ?? ''}
          onChange={(value) => set({ preRollSeconds: typeof value === 'number' ? value : undefined })}
        />
      </Group>
      {keptS === 0 && (
        <Text size="xs" c="dimmed">
          {t.rich('noPreRoll', {
            link: (words) => (
              <Anchor component={Link} href="/settings" size="xs" td="underline">
                {words}
              </Anchor>
            ),
          })}
        </Text>
      )}
      <Select
        size="xs"
        label={t('compression')}
        placeholder={t('asTheHost', { compression: settings?.values.compression ?? '' })}
        data={compressions.map((value) => ({ value, label: t(`compressions.${value}`) }))}
        value={draft.compression ?? null}
        onChange={(compression) => set({ compression: compression ?? undefined })}
        comboboxProps={{ withinPortal: false }}
        clearable
        clearButtonProps={{
          'aria-label': t('asTheHost', { compression: settings?.values.compression ?? '' }),
        }}
      />
      <Button size="xs" variant="subtle" onClick={() => setDraft({ ...nothing, ...named(draft) })}>
        {t('reset')}
      </Button>
    </Stack>
  );
}

const nothing: RecordingDraft = {
  name: '',
  session: '',
  experiment: '',
  subject: '',
  notes: '',
  streams: [],
};

const named = ({ name, session, experiment }: RecordingDraft) => ({ name, session, experiment });

interface AmountProps {
  readonly field: 'splitMegabytes' | 'splitMinutes' | 'stopAfterMinutes';
  readonly least: number;
}

/** A number, or none. */
function Amount({ field, least }: AmountProps) {
  const t = useTranslations('recordingOptions');
  const [draft, setDraft] = useRecordingDraft();
  return (
    <NumberInput
      size="xs"
      label={t(field)}
      placeholder={t('never')}
      min={least}
      clampBehavior="blur"
      value={draft[field] ?? ''}
      onChange={(value) =>
        setDraft({ ...draft, [field]: typeof value === 'number' && value >= least ? value : undefined })
      }
    />
  );
}

function StreamChoice() {
  const t = useTranslations('recordingOptions');
  const [draft, setDraft] = useRecordingDraft();
  const { data } = useRoute('listStreams');
  const there = data?.streams.map(({ streamId }) => streamId) ?? [];
  // What was chosen stays chosen while its device is away.
  const choices = [...new Set([...there, ...draft.streams])];
  return (
    <MultiSelect
      size="xs"
      label={t('streams')}
      description={t('streamsWords')}
      placeholder={draft.streams.length === 0 ? t('allStreams') : undefined}
      data={choices}
      value={draft.streams}
      onChange={(streams) => setDraft({ ...draft, streams })}
      comboboxProps={{ withinPortal: false }}
      clearButtonProps={{ 'aria-label': t('allStreams') }}
      clearable
      searchable
    />
  );
}

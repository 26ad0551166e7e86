import { ActionIcon, Group, MultiSelect, Popover, Stack, Text, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useRoute } from '../api/routes.js';
import { type RecordingDraft, useRecordingDraft } from './recording-draft.js';

const fields = ['name', 'session', 'experiment'] as const satisfies readonly (keyof RecordingDraft)[];

/** Name, session, experiment and streams of the next recording; what has no room in the bar stands behind a button. */
export function RecordingNames() {
  const t = useTranslations('acquisition');
  const [draft] = useRecordingDraft();
  return (
    <Group gap="xs" wrap="nowrap">
      <Group gap="xs" wrap="nowrap" visibleFrom="lg">
        <NameFields hasLabels={false} />
      </Group>
      <Popover width={320} position="bottom-start" trapFocus shadow="md" withinPortal>
        <Popover.Target>
          <ActionIcon
            variant={draft.streams.length > 0 ? 'light' : 'default'}
            size={30}
            aria-label={t('options')}
          >
            <IconAdjustmentsHorizontal size={18} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <Stack gap="sm" hiddenFrom="lg">
              <NameFields hasLabels />
            </Stack>
            <StreamChoice />
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}

function NameFields({ hasLabels }: { readonly hasLabels: boolean }) {
  const t = useTranslations('acquisition');
  const [draft, setDraft] = useRecordingDraft();
  return fields.map((field) => (
    <TextInput
      key={field}
      size="xs"
      w={hasLabels ? undefined : 120}
      label={hasLabels ? t(field) : undefined}
      aria-label={t(field)}
      placeholder={hasLabels ? undefined : t(field)}
      value={draft[field]}
      maxLength={200}
      onChange={(event) => setDraft({ ...draft, [field]: event.currentTarget.value })}
    />
  ));
}

function StreamChoice() {
  const t = useTranslations('acquisition');
  const [draft, setDraft] = useRecordingDraft();
  const { data } = useRoute('listStreams');
  const there = data?.streams.map(({ streamId }) => streamId) ?? [];
  // What was chosen stays chosen while its device is away.
  const choices = [...new Set([...there, ...draft.streams])];
  return (
    <Stack gap={4}>
      <MultiSelect
        size="xs"
        label={t('streams')}
        placeholder={draft.streams.length === 0 ? t('allStreams') : undefined}
        data={choices}
        value={draft.streams}
        onChange={(streams) => setDraft({ ...draft, streams })}
        comboboxProps={{ withinPortal: false }}
        clearable
        searchable
      />
      <Text size="xs" c="dimmed">
        {t('streamsWords')}
      </Text>
    </Stack>
  );
}

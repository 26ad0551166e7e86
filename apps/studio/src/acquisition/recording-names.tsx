import { ActionIcon, Group, Popover, Stack, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { hasOptions, type RecordingDraft, useRecordingDraft } from './recording-draft.js';
import { RecordingOptions } from './recording-options.js';

const fields = ['name', 'session', 'experiment'] as const satisfies readonly (keyof RecordingDraft)[];

/** Name, session and experiment of the next recording; what has no room in the bar, and how it is written, behind a button. */
export function RecordingNames() {
  const t = useTranslations('acquisition');
  const [draft] = useRecordingDraft();
  return (
    <Group gap="xs" wrap="nowrap">
      <Group gap="xs" wrap="nowrap" visibleFrom="lg">
        <NameFields hasLabels={false} />
      </Group>
      <Popover width={380} position="bottom-start" trapFocus shadow="md" withinPortal>
        <Popover.Target>
          <ActionIcon variant={hasOptions(draft) ? 'light' : 'default'} size={30} aria-label={t('options')}>
            <IconAdjustmentsHorizontal size={18} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown mah="calc(100vh - 90px)" style={{ overflowY: 'auto' }}>
          <Stack gap="sm">
            <Stack gap="sm" hiddenFrom="lg">
              <NameFields hasLabels />
            </Stack>
            <RecordingOptions />
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

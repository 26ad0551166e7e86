import { Button, Divider, Group, Kbd, Popover, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import type { WireRunningRecording } from '@modlink/protocol';
import { IconBookmark, IconChevronDown, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LabelManager } from '../labels/label-manager.js';
import type { Label } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';
import { useShortcutSettings } from '../shortcuts/shortcut-settings.js';
import { useShortcuts } from '../shortcuts/use-shortcuts.js';
import { type Marking, useMarking } from './use-marking.js';

/** Sets markers and segments: by button, by the labels' own keys, or with any text. */
export function MarkerControls({ running }: { readonly running: WireRunningRecording | undefined }) {
  const t = useTranslations('acquisition');
  const [labels] = useLabels();
  const [{ isOn, markKey }] = useShortcutSettings();
  const marking = useMarking(running);
  const first = labels.find(({ kind }) => kind === 'marker') ?? {
    name: t('plainMarker'),
    kind: 'marker' as const,
  };
  useShortcuts([
    [markKey, () => marking.set(first)],
    ...labels.flatMap((label) =>
      label.key === undefined ? [] : [[label.key.toLowerCase(), () => marking.set(label)] as const],
    ),
  ]);
  const [isListOpen, list] = useDisclosure();
  const openCount = running?.openSegments.length ?? 0;
  return (
    <Group gap="xs" wrap="nowrap">
      <VisuallyHidden role="status">{marking.said}</VisuallyHidden>
      <Button.Group>
        <Button
          size="xs"
          variant="default"
          disabled={running === undefined}
          leftSection={<IconBookmark size={16} />}
          onClick={() => marking.set(first)}
          title={isOn ? t('markTitle', { name: first.name, key: markKey.toUpperCase() }) : first.name}
          miw={110}
        >
          {marking.said === '' ? t('mark') : marking.said}
        </Button>
        <Popover
          width={300}
          position="bottom-end"
          shadow="md"
          trapFocus
          opened={isListOpen}
          onChange={(opened) => (opened ? list.open() : list.close())}
        >
          <Popover.Target>
            <Button
              size="xs"
              variant={openCount > 0 ? 'light' : 'default'}
              rightSection={<IconChevronDown size={14} />}
              onClick={list.toggle}
            >
              {openCount > 0 ? t('openSegments', { count: openCount }) : t('labels')}
            </Button>
          </Popover.Target>
          <Popover.Dropdown>
            <LabelButtons
              labels={labels}
              running={running}
              marking={marking}
              onManage={() => {
                list.close();
                modals.open({ title: t('manageLabels'), size: 'lg', children: <LabelManager /> });
              }}
            />
          </Popover.Dropdown>
        </Popover>
      </Button.Group>
    </Group>
  );
}

interface LabelButtonsProps {
  readonly labels: readonly Label[];
  readonly running: WireRunningRecording | undefined;
  readonly marking: Marking;
  readonly onManage: () => void;
}

function LabelButtons({ labels, running, marking, onManage }: LabelButtonsProps) {
  const t = useTranslations('acquisition');
  const [text, setText] = useState('');
  const markers = labels.filter(({ kind }) => kind === 'marker');
  const segments: Pick<Label, 'name' | 'kind' | 'key'>[] = labels.filter(({ kind }) => kind === 'segment');
  // Others, such as an experiment, begin segments too.
  const others = running?.openSegments.filter((open) => !segments.some(({ name }) => name === open)) ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    marking.set({ name: text.trim(), kind: 'marker' });
    setText('');
  };
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {t('markers')}
      </Text>
      <Group gap="xs">
        {markers.map((label) => (
          <Button
            key={label.id}
            size="xs"
            variant="default"
            disabled={running === undefined}
            rightSection={label.key !== undefined && <Kbd size="xs">{label.key.toUpperCase()}</Kbd>}
            onClick={() => marking.set(label)}
          >
            {label.name}
          </Button>
        ))}
      </Group>
      <Group component="form" gap="xs" wrap="nowrap" onSubmit={submit}>
        <TextInput
          size="xs"
          aria-label={t('otherMarker')}
          placeholder={t('otherMarker')}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flexGrow: 1 }}
        />
        <Button size="xs" type="submit" disabled={running === undefined || text.trim() === ''}>
          {t('set')}
        </Button>
      </Group>
      <Text size="sm" fw={600}>
        {t('segments')}
      </Text>
      <Group gap="xs">
        {[...segments, ...others.map((name) => ({ name, kind: 'segment' as const, key: undefined }))].map(
          (label) => {
            const isOpen = marking.isOpen(label.name);
            return (
              <Button
                key={label.name}
                size="xs"
                variant={isOpen ? 'filled' : 'default'}
                disabled={running === undefined}
                aria-pressed={isOpen}
                leftSection={isOpen ? <IconPlayerStop size={14} /> : <IconPlayerPlay size={14} />}
                rightSection={label.key !== undefined && <Kbd size="xs">{label.key.toUpperCase()}</Kbd>}
                onClick={() => marking.set(label)}
              >
                {label.name}
              </Button>
            );
          },
        )}
      </Group>
      {running === undefined && (
        <Text size="xs" c="dimmed">
          {t('onlyWhileRecording')}
        </Text>
      )}
      <Divider />
      <Button size="xs" variant="subtle" onClick={onManage}>
        {t('manageLabels')}
      </Button>
    </Stack>
  );
}

import { ActionIcon, Card, Group, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { Step } from './protocol.js';

export interface StepEditorProps {
  readonly step: Step;
  /** From 1. */
  readonly number: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly onChange: (step: Step) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onDelete: () => void;
}

/** One step: its title, which names its segment, what is shown, and how long. */
export function StepEditor({ step, number, isFirst, isLast, onChange, onMove, onDelete }: StepEditorProps) {
  const t = useTranslations('experiment');
  const { title, prompt, durationS } = step;
  return (
    <Card withBorder padding="sm" role="group" aria-label={t('stepNumber', { number })}>
      <Group align="flex-start" wrap="nowrap">
        <Text fw={700} w={28} ta="right" pt={30} aria-hidden>
          {number}
        </Text>
        <Stack gap="xs" style={{ flexGrow: 1 }}>
          <Group align="flex-start" wrap="nowrap">
            <TextInput
              label={t('title')}
              value={title}
              required
              maxLength={200}
              onChange={(event) => onChange({ ...step, title: event.currentTarget.value })}
              style={{ flexGrow: 1 }}
            />
            <NumberInput
              label={t('duration')}
              placeholder={t('byHand')}
              value={durationS ?? ''}
              min={0.1}
              max={86_400}
              suffix=" s"
              w={150}
              onChange={(value) =>
                onChange({ ...step, durationS: typeof value === 'number' && value > 0 ? value : undefined })
              }
            />
          </Group>
          <Textarea
            label={t('prompt')}
            placeholder={title}
            value={prompt}
            maxLength={5_000}
            autosize
            minRows={1}
            maxRows={8}
            onChange={(event) => onChange({ ...step, prompt: event.currentTarget.value })}
          />
        </Stack>
        <Stack gap={4} pt={24}>
          <ActionIcon
            variant="subtle"
            aria-label={t('up', { number })}
            disabled={isFirst}
            onClick={() => onMove(-1)}
          >
            <IconArrowUp size={16} />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            aria-label={t('down', { number })}
            disabled={isLast}
            onClick={() => onMove(1)}
          >
            <IconArrowDown size={16} />
          </ActionIcon>
          <ActionIcon variant="subtle" color="red" aria-label={t('delete', { number })} onClick={onDelete}>
            <IconTrash size={16} />
          </ActionIcon>
        </Stack>
      </Group>
    </Card>
  );
}

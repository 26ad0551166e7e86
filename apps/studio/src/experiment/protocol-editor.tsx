import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconPlayerPlay, IconPlus } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { useRecording } from '../acquisition/use-recording.js';
import { clockText } from '../format/quantities.js';
import { newId } from '../storage/new-id.js';
import { useExperimentRun } from './experiment-provider.js';
import { isRunnable, movedStep, totalDurationS, withStep } from './protocol.js';
import { SavedProtocols } from './saved-protocols.js';
import { StepEditor } from './step-editor.js';
import { useProtocolDraft } from './use-protocols.js';

/** The steps of an experiment, to write, order and run. */
export function ProtocolEditor() {
  const t = useTranslations('experiment');
  const [draft, setDraft] = useProtocolDraft();
  const [run] = useExperimentRun();
  const { running, isBusy, start } = useRecording();
  const { steps } = draft;
  const totalS = totalDurationS(draft);
  const add = () =>
    setDraft({ ...draft, steps: [...steps, { id: newId(), title: '', prompt: '', durationS: undefined }] });
  return (
    <>
      <Group align="flex-end" justify="space-between">
        <TextInput
          label={t('name')}
          value={draft.name}
          maxLength={200}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
          style={{ flexGrow: 1 }}
          maw={420}
        />
        <SavedProtocols />
      </Group>
      <Stack component="section" aria-labelledby="steps" gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h4" id="steps">
            {t('steps')}
          </Title>
          {steps.length > 0 && (
            <Text size="sm" c="dimmed">
              {t('count', { count: steps.length })}
              {totalS !== undefined && ` · ${clockText(totalS * 1_000)}`}
            </Text>
          )}
        </Group>
        {steps.length === 0 && <Text c="dimmed">{t('none')}</Text>}
        {steps.map((step, index) => (
          <StepEditor
            key={step.id}
            step={step}
            number={index + 1}
            isFirst={index === 0}
            isLast={index === steps.length - 1}
            onChange={(changed) => setDraft({ ...draft, steps: withStep(steps, changed) })}
            onMove={(by) => setDraft({ ...draft, steps: movedStep(steps, step.id, by) })}
            onDelete={() => setDraft({ ...draft, steps: steps.filter(({ id }) => id !== step.id) })}
          />
        ))}
        <Group justify="space-between">
          <Button variant="default" leftSection={<IconPlus size={16} />} onClick={add}>
            {t('add')}
          </Button>
          <Group gap="sm">
            {running === undefined ? (
              <>
                <Text size="sm" c="dimmed">
                  {t('needsRecording')}
                </Text>
                <Button
                  loading={isBusy}
                  disabled={!isRunnable(draft)}
                  leftSection={<IconPlayerPlay size={16} />}
                  onClick={() => start({ onStarted: () => run.start(draft) })}
                >
                  {t('recordAndRun')}
                </Button>
              </>
            ) : (
              <Button
                disabled={!isRunnable(draft)}
                leftSection={<IconPlayerPlay size={16} />}
                onClick={() => run.start(draft)}
              >
                {t('run')}
              </Button>
            )}
          </Group>
        </Group>
      </Stack>
    </>
  );
}

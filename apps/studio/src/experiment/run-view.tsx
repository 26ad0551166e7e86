import { Alert, Box, Button, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import {
  IconArrowLeft,
  IconArrowRight,
  IconMaximize,
  IconMinimize,
  IconPlayerStop,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useRecording } from '../acquisition/use-recording.js';
import { clockText } from '../format/quantities.js';
import { useShortcuts } from '../shortcuts/use-shortcuts.js';
import { useExperimentRun } from './experiment-provider.js';
import type { ExperimentState } from './experiment-run.js';

/** The step that is on, large enough to be read from afar; keys, clickers and buttons go on. */
export function RunView({ state }: { readonly state: ExperimentState }) {
  const t = useTranslations('experiment');
  const [run] = useExperimentRun();
  const { running, start, isBusy } = useRecording();
  const { ref, toggle, fullscreen } = useFullscreenElement<HTMLDivElement>();
  const { name, steps, index, step } = state;
  const following = steps[index + 1];
  // PageUp and PageDown are what presentation clickers send.
  useShortcuts([
    [' ', () => run.next()],
    ['ArrowRight', () => run.next()],
    ['PageDown', () => run.next()],
    ['ArrowLeft', () => run.previous()],
    ['PageUp', () => run.previous()],
  ]);
  return (
    <Stack
      ref={ref}
      bg="var(--mantine-color-body)"
      p={fullscreen ? 'xl' : 0}
      mih={fullscreen ? '100vh' : 'calc(100vh - 110px)'}
      component="section"
      aria-label={t('running')}
    >
      <Group justify="space-between">
        <Text fw={600}>
          {name === '' ? '' : `${name} · `}
          {t('stepOf', { number: index + 1, count: steps.length })}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={fullscreen ? <IconMinimize size={16} /> : <IconMaximize size={16} />}
            onClick={() => void toggle()}
          >
            {fullscreen ? t('leaveFullscreen') : t('fullscreen')}
          </Button>
          <Button variant="default" leftSection={<IconPlayerStop size={16} />} onClick={() => run.stop()}>
            {t('end')}
          </Button>
        </Group>
      </Group>
      {running === undefined && (
        <Alert color="red" title={t('notRecorded')} role="alert">
          <Stack align="flex-start" gap="xs">
            <Text size="sm">{t('notRecordedWords')}</Text>
            <Button size="xs" color="red.9" loading={isBusy} onClick={() => start()}>
              {t('record')}
            </Button>
          </Stack>
        </Alert>
      )}
      <Stack flex={1} align="center" justify="center" gap="xl" aria-live="polite">
        <Title order={2} ta="center" style={{ fontSize: 'clamp(2rem, 5vw, 4.5rem)', whiteSpace: 'pre-wrap' }}>
          {step.prompt.trim() === '' ? step.title : step.prompt}
        </Title>
        {step.prompt.trim() !== '' && (
          <Text size="xl" c="dimmed">
            {step.title}
          </Text>
        )}
      </Stack>
      <StepClock key={state.stepStartedMs} state={state} />
      <Group justify="space-between" wrap="nowrap">
        <Button
          size="lg"
          variant="default"
          leftSection={<IconArrowLeft size={20} />}
          disabled={index === 0}
          onClick={() => run.previous()}
        >
          {t('previous')}
        </Button>
        <Text c="dimmed" truncate visibleFrom="sm">
          {following === undefined ? t('last') : t('following', { title: following.title })}
        </Text>
        <Button size="lg" rightSection={<IconArrowRight size={20} />} onClick={() => run.next()}>
          {following === undefined ? t('finish') : t('next')}
        </Button>
      </Group>
    </Stack>
  );
}

const tickMs = 100;

/** How long the step is on, or how long it is on still. */
function StepClock({ state: { step, stepStartedMs } }: { readonly state: ExperimentState }) {
  const t = useTranslations('experiment');
  const [elapsedMs, setElapsed] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setElapsed(Date.now() - stepStartedMs), tickMs);
    return () => clearInterval(timer);
  }, [stepStartedMs]);
  if (step.durationS === undefined) {
    return (
      <Text ta="center" ff="monospace" size="lg">
        {clockText(elapsedMs)}
      </Text>
    );
  }
  const leftMs = Math.max(0, step.durationS * 1_000 - elapsedMs);
  return (
    <Box>
      <Text ta="center" ff="monospace" size="lg">
        {t('left', { time: clockText(leftMs, 1) })}
      </Text>
      <Progress
        value={(elapsedMs / (step.durationS * 1_000)) * 100}
        aria-label={t('progress')}
        transitionDuration={tickMs}
      />
    </Box>
  );
}

import { Button, Fieldset, Group, Select, Stack, Switch, Text } from '@mantine/core';
import type { RouteCall, WireDevicePolicy } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import { CommittedNumber } from './committed-number.js';

export type PolicyChange = NonNullable<RouteCall<'setDevicePolicy'>['body']>;
type Part = keyof WireDevicePolicy;

export interface PolicyFieldsProps {
  readonly policy: WireDevicePolicy;
  /** What was set here, and not elsewhere. */
  readonly own: readonly Part[];
  readonly isDisabled?: (part: Part) => boolean;
  readonly onChange: (change: PolicyChange) => void;
}

const actions = ['report', 'restart-stream', 'reconnect'] as const;

/** What is done about devices that go away or fall silent. Each change counts at once. */
export function PolicyFields(props: PolicyFieldsProps) {
  const { policy, onChange, isDisabled = () => false } = props;
  const { reconnect, silence } = policy;
  const t = useTranslations('policy');
  return (
    <Stack>
      <Section part="reconnect" {...props}>
        <Switch
          label={t('lookFor')}
          description={t('lookForWords')}
          checked={reconnect.mode === 'on'}
          onChange={(event) => onChange({ reconnect: { mode: event.currentTarget.checked ? 'on' : 'off' } })}
        />
        <Group grow align="flex-end">
          <Seconds
            label={t('initialDelay')}
            valueMs={reconnect.initialDelayMs}
            leastMs={10}
            onCommit={(initialDelayMs) => onChange({ reconnect: { initialDelayMs } })}
          />
          <Seconds
            label={t('maxDelay')}
            valueMs={reconnect.maxDelayMs}
            leastMs={10}
            onCommit={(maxDelayMs) => onChange({ reconnect: { maxDelayMs } })}
          />
          <CommittedNumber
            size="xs"
            label={t('attempts')}
            min={0}
            max={1_000_000}
            allowDecimal={false}
            value={reconnect.maxAttempts}
            onCommit={(maxAttempts) => onChange({ reconnect: { maxAttempts } })}
          />
        </Group>
        <Text size="xs" c="dimmed">
          {t('attemptsWords')}
        </Text>
      </Section>
      <Section part="silence" {...props}>
        <Select
          size="xs"
          label={t('action')}
          data={actions.map((value) => ({ value, label: t(`actions.${value}`) }))}
          value={silence.action}
          allowDeselect={false}
          disabled={isDisabled('silence')}
          onChange={(action) => action !== null && onChange({ silence: { action } })}
        />
        <Group grow align="flex-end">
          <CommittedNumber
            size="xs"
            label={t('chunkPeriods')}
            min={1}
            max={1_000_000}
            value={silence.chunkPeriods}
            onCommit={(chunkPeriods) => onChange({ silence: { chunkPeriods } })}
          />
          <Seconds
            label={t('minSilence')}
            valueMs={silence.minSilenceMs}
            leastMs={10}
            onCommit={(minSilenceMs) => onChange({ silence: { minSilenceMs } })}
          />
        </Group>
        <Group grow align="flex-end">
          <Seconds
            label={t('firstFrame')}
            valueMs={silence.firstFrameMs}
            onCommit={(firstFrameMs) => onChange({ silence: { firstFrameMs } })}
          />
          <Seconds
            label={t('irregular')}
            valueMs={silence.irregularSilenceMs}
            onCommit={(irregularSilenceMs) => onChange({ silence: { irregularSilenceMs } })}
          />
        </Group>
      </Section>
    </Stack>
  );
}

interface SectionProps extends PolicyFieldsProps {
  readonly part: Part;
  readonly children: React.ReactNode;
}

function Section({ part, own, isDisabled, onChange, children }: SectionProps) {
  const t = useTranslations('policy');
  return (
    <Fieldset legend={t(part)} disabled={isDisabled?.(part) ?? false}>
      <Stack gap="sm">
        {children}
        {own.includes(part) && (
          <Group justify="flex-end">
            <Button size="compact-xs" variant="default" onClick={() => onChange({ [part]: null })}>
              {t('reset')}
            </Button>
          </Group>
        )}
      </Stack>
    </Fieldset>
  );
}

interface SecondsProps {
  readonly label: string;
  readonly valueMs: number;
  readonly leastMs?: number;
  readonly onCommit: (ms: number) => void;
}

const dayMs = 86_400_000;

function Seconds({ label, valueMs, leastMs = 0, onCommit }: SecondsProps) {
  return (
    <CommittedNumber
      size="xs"
      label={label}
      min={leastMs / 1_000}
      max={dayMs / 1_000}
      value={valueMs / 1_000}
      onCommit={(seconds) => onCommit(Math.round(seconds * 1_000))}
    />
  );
}

/** Fields that the settings of several kinds of views have. */
import { Group, NumberInput, Select, Switch } from '@mantine/core';
import type { WireStreamDescriptor } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import { type ViewRange, windowLimitsS } from '../setup/card-settings.js';
import { channelName, unitOf } from './stream-name.js';

export interface SettingsFormProps<Settings> {
  readonly descriptor: WireStreamDescriptor;
  readonly settings: Settings;
  readonly onChange: (settings: Settings) => void;
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  readonly onChange: (value: number) => void;
}

/** A number; what is no number yet, while it is typed, changes nothing. */
export function NumberField({ onChange, ...field }: NumberFieldProps) {
  return (
    <NumberInput
      {...field}
      size="sm"
      clampBehavior="blur"
      onChange={(value) => {
        const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
        if (typeof value === 'number' && value >= min && value <= max) onChange(value);
      }}
    />
  );
}

export function WindowField({ value, onChange }: Pick<NumberFieldProps, 'value' | 'onChange'>) {
  const t = useTranslations('viewSettings');
  const { minimum: min, maximum: max } = windowLimitsS;
  return <NumberField label={t('window')} min={min} max={max} value={value} onChange={onChange} />;
}

interface RangeFieldsProps {
  readonly descriptor: WireStreamDescriptor;
  readonly range: ViewRange;
  readonly onChange: (range: ViewRange) => void;
}

export function RangeFields({ descriptor, range, onChange }: RangeFieldsProps) {
  const t = useTranslations('viewSettings');
  const unit = unitOf(descriptor);
  const withUnit = (label: string) => (unit === undefined ? label : t('withUnit', { label, unit }));
  return (
    <>
      <Switch
        label={t('autoRange')}
        checked={range.isAuto}
        onChange={(event) => onChange({ ...range, isAuto: event.currentTarget.checked })}
      />
      {!range.isAuto && (
        <Group grow>
          <NumberField
            label={withUnit(t('minimum'))}
            value={range.minimum}
            onChange={(minimum) => onChange({ ...range, minimum })}
          />
          <NumberField
            label={withUnit(t('maximum'))}
            value={range.maximum}
            onChange={(maximum) => onChange({ ...range, maximum })}
          />
        </Group>
      )}
    </>
  );
}

export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
}

interface ChoiceFieldProps<Value> {
  readonly label: string;
  readonly choices: readonly Choice<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

export function ChoiceField<Value extends string | number>(props: ChoiceFieldProps<Value>) {
  const { label, choices, value, onChange } = props;
  return (
    <Select
      size="sm"
      label={label}
      allowDeselect={false}
      data={choices.map((choice) => ({ value: String(choice.value), label: choice.label }))}
      value={String(value)}
      onChange={(chosen) => {
        const choice = choices.find((candidate) => String(candidate.value) === chosen);
        if (choice !== undefined) onChange(choice.value);
      }}
    />
  );
}

interface ChannelFieldProps {
  readonly descriptor: WireStreamDescriptor;
  readonly value: number;
  readonly onChange: (channel: number) => void;
}

/** Which of several channels; nothing where there is one. */
export function ChannelField({ descriptor, value, onChange }: ChannelFieldProps) {
  const t = useTranslations('viewSettings');
  const count = descriptor.channelNames.length;
  if (count < 2) return null;
  const choices = descriptor.channelNames.map((_, channel) => ({
    value: channel,
    label: channelName(descriptor, channel),
  }));
  return (
    <ChoiceField
      label={t('channel')}
      choices={choices}
      value={Math.min(value, count - 1)}
      onChange={onChange}
    />
  );
}

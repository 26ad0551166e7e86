import {
  ActionIcon,
  Alert,
  Badge,
  Group,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core';
import type { HostSettingsValues, RouteCall, WireHostSettings } from '@modlink/protocol';
import { IconRestore } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useFailureNotice } from '../api/failure-notice.js';
import { queryKey, useRoute, useRouteAction } from '../api/routes.js';
import { CommittedNumber } from '../policies/committed-number.js';
import { PolicyFields } from '../policies/policy-fields.js';
import { SettingsSection } from './settings-section.js';

type Change = NonNullable<RouteCall<'setHostSettings'>['body']>;
type Plain = Exclude<keyof HostSettingsValues, 'reconnect' | 'silence'>;

const numbers = [
  { name: 'preRollMs', unitSize: 1_000, most: 600 },
  { name: 'durableWithinMs', unitSize: 1_000, least: 0.02, most: 60 },
  { name: 'lowSpaceWarningMs', unitSize: 60_000, most: 1_440 },
  { name: 'reserveBytes', unitSize: 1024 * 1024, most: 1_000_000 },
] as const;
const switches = ['fsync', 'keepAwake', 'safeMode'] as const;
const choices = {
  compression: ['none', 'lz4', 'zstd'],
  isolation: ['by-driver', 'process', 'worker', 'inline'],
} as const;

/** What the user decides about the host; each change is saved by itself and says from when on it counts. */
export function HostSettingsSection() {
  const t = useTranslations('hostSettings');
  const queries = useQueryClient();
  const onError = useFailureNotice();
  const { data, error } = useRoute('hostSettings');
  const { mutate } = useRouteAction('setHostSettings');
  const change = (body: Change) =>
    mutate(
      { body },
      { onError, onSuccess: (saved) => queries.setQueryData(queryKey('hostSettings'), saved) },
    );
  return (
    <SettingsSection title={t('title')} words={t('words')}>
      {error !== null && (
        <Alert color="red">
          {error.message} ({error.code})
        </Alert>
      )}
      {data !== undefined && <Fields settings={data} onChange={change} />}
    </SettingsSection>
  );
}

interface FieldsProps {
  readonly settings: WireHostSettings;
  readonly onChange: (change: Change) => void;
}

function Fields({ settings, onChange }: FieldsProps) {
  const t = useTranslations('hostSettings');
  const { values, set, overridden } = settings;
  const common = (name: Plain) => ({ 'aria-label': t(`names.${name}`), disabled: overridden.includes(name) });
  return (
    <Stack gap="md">
      <Row name="recordingsFolder" settings={settings} onChange={onChange}>
        <Folder
          {...common('recordingsFolder')}
          value={values.recordingsFolder}
          onCommit={(recordingsFolder) => onChange({ recordingsFolder })}
        />
      </Row>
      {numbers.map(({ name, unitSize, most, ...limits }) => (
        <Row key={name} name={name} settings={settings} onChange={onChange}>
          <CommittedNumber
            {...common(name)}
            size="xs"
            w={140}
            min={'least' in limits ? limits.least : 0}
            max={most}
            suffix={` ${t(`units.${name}`)}`}
            value={values[name] / unitSize}
            onCommit={(value) => onChange({ [name]: Math.round(value * unitSize) })}
          />
        </Row>
      ))}
      {(['compression', 'isolation'] as const).map((name) => (
        <Row key={name} name={name} settings={settings} onChange={onChange}>
          <Select
            {...common(name)}
            size="xs"
            w={220}
            data={choices[name].map((value) => ({ value, label: t(`choices.${value}`) }))}
            value={values[name]}
            allowDeselect={false}
            onChange={(value) => value !== null && onChange({ [name]: value })}
          />
        </Row>
      ))}
      {switches.map((name) => (
        <Row key={name} name={name} settings={settings} onChange={onChange}>
          <Switch
            {...common(name)}
            checked={values[name]}
            onChange={(event) => onChange({ [name]: event.currentTarget.checked })}
          />
        </Row>
      ))}
      <PolicyFields
        policy={values}
        own={(['reconnect', 'silence'] as const).filter((part) => set.includes(part))}
        isDisabled={(part) => overridden.includes(part)}
        onChange={onChange}
      />
    </Stack>
  );
}

interface RowProps extends FieldsProps {
  readonly name: Plain;
  readonly children: ReactNode;
}

/** A setting: what it does, its field, from when on a change counts, and the way back to the default. */
function Row({ name, settings, onChange, children }: RowProps) {
  const t = useTranslations('hostSettings');
  const { set, overridden, takesEffect } = settings;
  return (
    <Group justify="space-between" align="center">
      <Stack gap={2} style={{ flex: '1 1 280px' }}>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {t(`names.${name}`)}
          </Text>
          <Badge size="sm" variant="default" tt="none" fw={400}>
            {t(`effect.${takesEffect[name]}`)}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {overridden.includes(name) ? t('overridden') : t(`help.${name}`)}
        </Text>
      </Stack>
      <Group gap="xs" wrap="nowrap">
        {children}
        <Tooltip label={t('reset', { name: t(`names.${name}`) })}>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t('reset', { name: t(`names.${name}`) })}
            disabled={!set.includes(name)}
            onClick={() => onChange({ [name]: null })}
          >
            <IconRestore size={16} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Group>
  );
}

interface FolderProps {
  readonly 'aria-label': string;
  readonly disabled: boolean;
  readonly value: string;
  readonly onCommit: (value: string) => void;
}

function Folder({ value, onCommit, ...field }: FolderProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const commit = () => {
    if (text.trim() === '') setText(value);
    else if (text.trim() !== value) onCommit(text.trim());
  };
  return (
    <TextInput
      {...field}
      size="xs"
      w={320}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}

import { Group, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import type { WantedRecordings } from './wanted-recordings.js';

export interface RecordingFilterProps {
  readonly wanted: WantedRecordings;
  /** As `driver` or `driver@version`. */
  readonly drivers: readonly string[];
  readonly onChange: (wanted: WantedRecordings) => void;
}

/** Which recordings are listed: by text, by driver and its version, by day. */
export function RecordingFilter({ wanted, drivers, onChange }: RecordingFilterProps) {
  const t = useTranslations('recordings');
  return (
    <Group align="flex-end" gap="sm">
      <TextInput
        label={t('search')}
        placeholder={t('searchWords')}
        leftSection={<IconSearch size={16} />}
        value={wanted.text}
        onChange={(event) => onChange({ ...wanted, text: event.currentTarget.value })}
        w={230}
        maw="100%"
      />
      <Select
        label={t('driver')}
        placeholder={t('anyDriver')}
        data={[...drivers]}
        value={wanted.driver ?? null}
        onChange={(driver) => onChange({ ...wanted, driver: driver ?? undefined })}
        w={170}
        clearable
        searchable
        clearButtonProps={{ 'aria-label': t('anyDriver') }}
      />
      <TextInput
        type="date"
        label={t('fromDay')}
        value={wanted.fromDay}
        max={wanted.toDay}
        onChange={(event) => onChange({ ...wanted, fromDay: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('toDay')}
        value={wanted.toDay}
        min={wanted.fromDay}
        onChange={(event) => onChange({ ...wanted, toDay: event.currentTarget.value })}
      />
    </Group>
  );
}

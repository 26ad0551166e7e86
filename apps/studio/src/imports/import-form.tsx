import { ActionIcon, Button, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { RouteResponse } from '@modlink/protocol';
import { IconX } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { bytesText } from '../format/quantities.js';
import { useFormatWords } from '../recordings/format-words.js';
import type { ImportLabels, ImportRequest } from './import-queue.js';

export interface ImportFormProps {
  readonly files: readonly File[];
  readonly formats: RouteResponse<'importFormats'>['formats'];
  readonly onRemove: (file: File) => void;
  readonly onImport: (requests: readonly ImportRequest<File>[]) => void;
}

const labelFields = ['session', 'experiment', 'subject'] as const;
const anyFormat = '';

/** What the recordings are called that are made of files. */
export function ImportForm({ files, formats, onRemove, onImport }: ImportFormProps) {
  const t = useTranslations('imports');
  const words = useFormatWords();
  const [names, setNames] = useState<ReadonlyMap<File, string>>(new Map());
  const [labels, setLabels] = useState<Readonly<Record<string, string>>>({});
  const [format, setFormat] = useState(anyFormat);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const shared = given({ ...labels, format });
    onImport(files.map((file) => ({ file, labels: { ...shared, ...given({ name: names.get(file) }) } })));
  };
  return (
    <Stack component="form" onSubmit={submit}>
      <Stack gap="xs">
        {files.map((file, index) => (
          <FileRow
            // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be in the list twice.
            key={`${file.name} ${index}`}
            file={file}
            name={names.get(file) ?? ''}
            onName={(name) => setNames(new Map([...names, [file, name]]))}
            onRemove={() => onRemove(file)}
          />
        ))}
      </Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
        {labelFields.map((field) => (
          <TextInput
            key={field}
            label={t(field)}
            value={labels[field] ?? ''}
            maxLength={200}
            onChange={({ currentTarget: { value } }) => setLabels({ ...labels, [field]: value })}
          />
        ))}
      </SimpleGrid>
      <Select
        label={t('format')}
        data={[
          { value: anyFormat, label: t('anyFormat') },
          ...formats.map((each) => ({ value: each.id, label: words.title('import', each) })),
        ]}
        value={format}
        onChange={(value) => setFormat(value ?? anyFormat)}
        allowDeselect={false}
      />
      <Group justify="space-between" wrap="nowrap">
        <Text size="xs" c="dimmed">
          {t('labelsWords')}
        </Text>
        <Button type="submit" style={{ flexShrink: 0 }}>
          {t('start', { count: files.length })}
        </Button>
      </Group>
    </Stack>
  );
}

interface FileRowProps {
  readonly file: File;
  readonly name: string;
  readonly onName: (name: string) => void;
  readonly onRemove: () => void;
}

function FileRow({ file, name, onName, onRemove }: FileRowProps) {
  const t = useTranslations('imports');
  const format = useFormatter();
  return (
    <Group align="flex-end" gap="xs" wrap="nowrap">
      <TextInput
        style={{ flexGrow: 1 }}
        label={`${file.name} · ${bytesText(format, file.size)}`}
        placeholder={t('name')}
        aria-label={t('nameOf', { file: file.name })}
        value={name}
        maxLength={200}
        styles={{ label: { overflowWrap: 'anywhere' } }}
        onChange={(event) => onName(event.currentTarget.value)}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t('leaveOut', { file: file.name })}
        onClick={onRemove}
      >
        <IconX size={16} />
      </ActionIcon>
    </Group>
  );
}

/** What was filled in. */
function given(values: Readonly<Record<string, string | undefined>>): ImportLabels {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value = '']) => (value.trim() === '' ? [] : [[key, value.trim()]])),
  );
}

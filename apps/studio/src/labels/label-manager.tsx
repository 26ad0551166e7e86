import { ActionIcon, Button, Group, Select, Stack, Table, Text, TextInput } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useShortcutSettings } from '../shortcuts/shortcut-settings.js';
import { newId } from '../storage/new-id.js';
import { type Label, labelKinds, labelProblem, movedLabel, withLabel, withoutLabel } from './labels.js';
import { useLabels } from './use-labels.js';

/** The set of labels: adds, renames, orders and deletes them, and gives them keys. */
export function LabelManager() {
  const t = useTranslations('labels');
  const [labels, setLabels] = useLabels();
  const [draft, setDraft] = useState<Label>(newLabel);
  const [{ markKey }] = useShortcutSettings();
  const problem = labelProblem(labels, draft, [markKey]);
  const add = () => {
    setLabels(withLabel(labels, { ...draft, name: draft.name.trim() }));
    setDraft(newLabel());
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t('words')}
      </Text>
      <Table aria-label={t('title')} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('name')}</Table.Th>
            <Table.Th w={140}>{t('kind')}</Table.Th>
            <Table.Th w={80}>{t('key')}</Table.Th>
            <Table.Th w={120}>{t('actions')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {labels.map((label, index) => (
            <Table.Tr key={label.id}>
              <LabelFields
                label={label}
                about={label.name}
                onChange={(changed) => setLabels(withLabel(labels, changed))}
              />
              <Table.Td>
                <Group gap={4} wrap="nowrap">
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('up', { name: label.name })}
                    disabled={index === 0}
                    onClick={() => setLabels(movedLabel(labels, label.id, -1))}
                  >
                    <IconArrowUp size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    aria-label={t('down', { name: label.name })}
                    disabled={index === labels.length - 1}
                    onClick={() => setLabels(movedLabel(labels, label.id, 1))}
                  >
                    <IconArrowDown size={16} />
                  </ActionIcon>
                  <ActionIcon
                    variant="subtle"
                    color="red"
                    aria-label={t('delete', { name: label.name })}
                    onClick={() => setLabels(withoutLabel(labels, label.id))}
                  >
                    <IconTrash size={16} />
                  </ActionIcon>
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
          <Table.Tr>
            <LabelFields label={draft} about={t('new')} onChange={setDraft} isNew />
            <Table.Td>
              <Button
                size="xs"
                leftSection={<IconPlus size={14} />}
                disabled={problem !== undefined}
                onClick={add}
              >
                {t('add')}
              </Button>
            </Table.Td>
          </Table.Tr>
        </Table.Tbody>
      </Table>
    </Stack>
  );
}

const newLabel = (): Label => ({ id: newId(), name: '', kind: 'marker' });

interface LabelFieldsProps {
  readonly label: Label;
  /** What the fields are about, for who does not see where they stand. */
  readonly about: string;
  readonly onChange: (label: Label) => void;
  readonly isNew?: boolean;
}

/** The fields of a label. What cannot be part of the set is shown as wrong, and not taken. */
function LabelFields({ label, about, onChange, isNew = false }: LabelFieldsProps) {
  const t = useTranslations('labels');
  const [labels] = useLabels();
  const [{ markKey }] = useShortcutSettings();
  const [given, setGiven] = useState(label);
  const shown = isNew ? label : given;
  const problem = labelProblem(labels, shown, [markKey]);
  const change = (changed: Label) => {
    setGiven(changed);
    if (isNew || labelProblem(labels, changed, [markKey]) === undefined) onChange(changed);
  };
  const isWrongName = problem === 'taken' || (problem === 'empty' && !isNew);
  const isWrongKey = problem === 'key-taken' || problem === 'key-reserved';
  return (
    <>
      <Table.Td>
        <TextInput
          size="xs"
          aria-label={t('nameOf', { name: about })}
          placeholder={isNew ? t('new') : undefined}
          value={shown.name}
          maxLength={200}
          error={isWrongName && t(`problem.${problem}`)}
          onChange={(event) => change({ ...shown, name: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td>
        <Select
          size="xs"
          aria-label={t('kindOf', { name: about })}
          data={labelKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
          value={shown.kind}
          allowDeselect={false}
          onChange={(kind) => change({ ...shown, kind: kind === 'segment' ? 'segment' : 'marker' })}
        />
      </Table.Td>
      <Table.Td>
        <TextInput
          size="xs"
          aria-label={t('keyOf', { name: about })}
          value={shown.key ?? ''}
          maxLength={1}
          error={isWrongKey && t(`problem.${problem}`)}
          onChange={(event) => {
            const key = event.currentTarget.value.trim().toLowerCase();
            const { key: _, ...rest } = shown;
            change(key === '' ? rest : { ...rest, key });
          }}
        />
      </Table.Td>
    </>
  );
}

import { Group, Kbd, Switch, Table, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useLabels } from '../labels/use-labels.js';
import { useShortcutSettings } from '../shortcuts/shortcut-settings.js';
import { SettingsSection } from './settings-section.js';

/** Keys that are the same everywhere; what they do stands in the texts. */
const fixed = [
  { keys: ['Space'], does: 'play' },
  { keys: ['←', '→'], does: 'move' },
  { keys: [',', '.'], does: 'jump' },
  { keys: ['Ctrl+Z', 'Ctrl+Y'], does: 'undo' },
  { keys: ['Delete'], does: 'remove' },
  { keys: ['→', 'Space', 'Page Down'], does: 'nextStep' },
  { keys: ['←', 'Page Up'], does: 'previousStep' },
] as const;

export function ShortcutsSection() {
  const t = useTranslations('settings');
  const [settings, setSettings] = useShortcutSettings();
  const [labels] = useLabels();
  const [given, setGiven] = useState(settings.markKey);
  const isTaken = labels.some(({ key }) => key?.toLowerCase() === given);
  const changeKey = (text: string) => {
    const key = text.trim().toLowerCase();
    setGiven(key);
    const isFree = key.length === 1 && !labels.some((label) => label.key?.toLowerCase() === key);
    if (isFree) setSettings({ ...settings, markKey: key });
  };
  return (
    <SettingsSection title={t('shortcuts')} words={t('shortcutsWords')}>
      <Switch
        label={t('shortcutsOn')}
        checked={settings.isOn}
        onChange={(event) => setSettings({ ...settings, isOn: event.currentTarget.checked })}
      />
      <Group>
        <TextInput
          label={t('markKey')}
          w={160}
          maxLength={1}
          value={given}
          error={isTaken && t('keyTaken')}
          onChange={(event) => changeKey(event.currentTarget.value)}
          onBlur={() => setGiven(settings.markKey)}
        />
      </Group>
      <Table aria-label={t('shortcuts')} verticalSpacing={6}>
        <Table.Tbody>
          {labels.map(
            ({ id, name, key }) =>
              key !== undefined && (
                <Table.Tr key={id}>
                  <Table.Td w={220}>
                    <Kbd>{key.toUpperCase()}</Kbd>
                  </Table.Td>
                  <Table.Td>{t('setsLabel', { name })}</Table.Td>
                </Table.Tr>
              ),
          )}
          {fixed.map(({ keys, does }) => (
            <Table.Tr key={does}>
              <Table.Td w={220}>
                <Group gap={6}>
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Table.Td>
              <Table.Td>{t(`does.${does}`)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </SettingsSection>
  );
}

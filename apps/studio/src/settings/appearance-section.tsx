import {
  Group,
  Input,
  type MantineColorScheme,
  SegmentedControl,
  Select,
  useMantineColorScheme,
} from '@mantine/core';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { catalogues, type Language } from '../i18n/catalogues.js';
import { useLanguage } from '../i18n/language-provider.js';
import { SettingsSection } from './settings-section.js';

const schemes = ['auto', 'light', 'dark'] as const satisfies readonly MantineColorScheme[];
const languages = Object.entries(catalogues).map(([value, { name }]) => ({ value, label: name }));

export function AppearanceSection() {
  const t = useTranslations('settings');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { language, setLanguage } = useLanguage();
  const themeId = useId();
  return (
    <SettingsSection title={t('appearance')}>
      <Group align="flex-start" gap="xl">
        <Input.Wrapper label={t('theme')} labelElement="div" labelProps={{ id: themeId }}>
          <SegmentedControl
            display="flex"
            aria-labelledby={themeId}
            data={schemes.map((value) => ({ value, label: t(`themes.${value}`) }))}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as MantineColorScheme)}
          />
        </Input.Wrapper>
        <Select
          label={t('language')}
          data={languages}
          value={language}
          allowDeselect={false}
          onChange={(value) => value !== null && setLanguage(value as Language)}
        />
      </Group>
    </SettingsSection>
  );
}

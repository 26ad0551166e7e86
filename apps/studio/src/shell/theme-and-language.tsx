import { ActionIcon, Group, Select, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconMoon, IconSun } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { catalogues, type Language } from '../i18n/catalogues.js';
import { useLanguage } from '../i18n/language-provider.js';

const languages = Object.entries(catalogues).map(([value, { name }]) => ({ value, label: name }));

export function ThemeAndLanguage() {
  const t = useTranslations('shell');
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme('light');
  const { language, setLanguage } = useLanguage();
  return (
    <Group wrap="nowrap" gap="xs">
      <Select
        size="xs"
        aria-label={t('language')}
        data={languages}
        value={language}
        onChange={(chosen) => chosen !== null && setLanguage(chosen as Language)}
        allowDeselect={false}
      />
      <ActionIcon
        variant="default"
        size={30}
        aria-label={scheme === 'dark' ? t('lightTheme') : t('darkTheme')}
        onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
      >
        {scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
      </ActionIcon>
    </Group>
  );
}

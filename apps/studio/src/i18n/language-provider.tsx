import { useLocalStorage } from '@mantine/hooks';
import { createContext, type PropsWithChildren, useContext, useEffect, useMemo } from 'react';
import { IntlProvider } from 'use-intl';
import { catalogues, type Language, preferredLanguage } from './catalogues.js';

interface LanguageChoice {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | undefined>(undefined);

/** The language: as chosen, else as the browser prefers. */
export function LanguageProvider({ children }: PropsWithChildren) {
  const [language, setLanguage] = useLocalStorage<Language>({
    key: 'modlink-language',
    defaultValue: preferredLanguage(navigator.languages),
    getInitialValueInEffect: false,
  });
  const choice = useMemo(() => ({ language, setLanguage }), [language, setLanguage]);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <LanguageContext value={choice}>
      <IntlProvider
        locale={language}
        messages={catalogues[language].messages}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </LanguageContext>
  );
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (choice === undefined) throw new Error('useLanguage is used outside of LanguageProvider');
  return choice;
}

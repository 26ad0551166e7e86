/** What surrounds every page: theme, language, the server, and the shell. */
import { type CSSVariablesResolver, createTheme, MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { ServerProvider } from './api/server-provider.js';
import { ExperimentProvider } from './experiment/experiment-provider.js';
import { LanguageProvider } from './i18n/language-provider.js';
import { Shell } from './shell/shell.js';

// Dark enough for white letters on it (WCAG 2.1, 1.4.3).
const theme = createTheme({
  primaryColor: 'blue',
  primaryShade: 8,
  cursorType: 'pointer',
  respectReducedMotion: true,
});

/** Mantine's own dimmed text is too pale for small letters (WCAG 2.1, 1.4.3). */
const readableDimmed: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: { '--mantine-color-dimmed': colors.gray[7] },
  dark: { '--mantine-color-dimmed': colors.dark[1] },
});

export function App() {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={readableDimmed}>
      <LanguageProvider>
        <ServerProvider>
          <ModalsProvider>
            <Notifications position="bottom-right" />
            <ExperimentProvider>
              <Shell />
            </ExperimentProvider>
          </ModalsProvider>
        </ServerProvider>
      </LanguageProvider>
    </MantineProvider>
  );
}

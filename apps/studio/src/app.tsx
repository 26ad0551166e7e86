/** What surrounds every page: language, theme, the server, and the shell. */
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { ServerProvider } from './api/server-provider.js';
import { ExperimentProvider } from './experiment/experiment-provider.js';
import { LanguageProvider } from './i18n/language-provider.js';
import { ImportsProvider } from './imports/imports-provider.js';
import { Shell } from './shell/shell.js';
import { StudioTheme } from './shell/studio-theme.js';

export function App() {
  return (
    <LanguageProvider>
      <StudioTheme>
        <ServerProvider>
          <ModalsProvider>
            <Notifications position="bottom-right" />
            <ExperimentProvider>
              <ImportsProvider>
                <Shell />
              </ImportsProvider>
            </ExperimentProvider>
          </ModalsProvider>
        </ServerProvider>
      </StudioTheme>
    </LanguageProvider>
  );
}

import { Alert, AppShell, Burger, Group, NavLink, Text, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link, Route, Switch, useLocation } from 'wouter';
import { AcquisitionBar } from '../acquisition/acquisition-bar.js';
import { RecordingFailure } from '../acquisition/recording-failure.js';
import { useServer } from '../api/server-provider.js';
import { pages } from './pages.js';
import { ThemeAndLanguage } from './theme-and-language.js';

/** Menu, acquisition bar, and the page. */
export function Shell() {
  const t = useTranslations('shell');
  const titles = useTranslations('pages');
  const [isMenuOpen, menu] = useDisclosure();
  const [path] = useLocation();
  const { isConnected } = useServer();
  return (
    <AppShell
      header={{ height: 60 }}
      navbar={{ width: 200, breakpoint: 'md', collapsed: { mobile: !isMenuOpen } }}
      padding="md"
    >
      <AppShell.Header>
        <Group h="100%" px="md" wrap="nowrap">
          <Burger
            opened={isMenuOpen}
            onClick={menu.toggle}
            hiddenFrom="md"
            size="sm"
            aria-label={t('menu')}
          />
          <Text fw={700} visibleFrom="sm">
            ModLink
          </Text>
          <AcquisitionBar />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t('menu')}>
        <AppShell.Section grow>
          {pages.map(({ key, path: to, Icon }) => (
            <NavLink
              key={key}
              component={Link}
              href={to}
              label={titles(key)}
              leftSection={<Icon size={18} stroke={1.6} />}
              active={path === to || (to !== '/' && path.startsWith(`${to}/`))}
              onClick={menu.close}
            />
          ))}
        </AppShell.Section>
        <AppShell.Section>
          <ThemeAndLanguage />
        </AppShell.Section>
      </AppShell.Navbar>
      <AppShell.Main>
        <RecordingFailure />
        {!isConnected && (
          <Alert color="red" icon={<IconPlugConnectedX />} title={t('notConnected')} mb="md" role="alert">
            {t('notConnectedWords')}
          </Alert>
        )}
        <Switch>
          {pages.map(({ key, path: at, Page }) => (
            <Route key={key} path={at === '/' ? at : `${at}/*?`}>
              <VisuallyHidden component="h1">{titles(key)}</VisuallyHidden>
              <Page />
            </Route>
          ))}
          <Route>
            <Text>{t('noSuchPage')}</Text>
          </Route>
        </Switch>
      </AppShell.Main>
    </AppShell>
  );
}

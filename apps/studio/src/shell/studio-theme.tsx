import { type CSSVariablesResolver, createTheme, MantineProvider, type MantineTheme } from '@mantine/core';
import { type PropsWithChildren, useMemo } from 'react';
import { useTranslations } from 'use-intl';

/** Letters on light tints, such as badges and alerts: Mantine's own are too pale (WCAG 2.1, 1.4.3). */
const lettersOnTints = {
  green: '#1b602c',
  orange: '#963506',
  yellow: '#754a00',
  red: '#a51d1d',
  blue: '#155a9b',
} as const;

const readableColors: CSSVariablesResolver = ({ colors }: MantineTheme) => ({
  variables: {},
  light: {
    // So is dimmed text in small letters.
    '--mantine-color-dimmed': colors.gray[7],
    ...Object.fromEntries(
      Object.entries(lettersOnTints).flatMap(([name, color]) => [
        [`--mantine-color-${name}-light-color`, color],
        [`--mantine-color-${name}-text`, color],
      ]),
    ),
  },
  dark: { '--mantine-color-dimmed': colors.dark[1] },
});

/** Colours that everyone can read, and names for the buttons that are a cross. */
export function StudioTheme({ children }: PropsWithChildren) {
  const t = useTranslations('shell');
  const theme = useMemo(() => {
    const closeButtonProps = { 'aria-label': t('close') };
    return createTheme({
      primaryColor: 'blue',
      // Dark enough for white letters on it.
      primaryShade: 8,
      cursorType: 'pointer',
      respectReducedMotion: true,
      components: {
        Modal: { defaultProps: { closeButtonProps } },
        Drawer: { defaultProps: { closeButtonProps } },
        Notification: { defaultProps: { closeButtonProps } },
      },
    });
  }, [t]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={readableColors}>
      {children}
    </MantineProvider>
  );
}

import { Card, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useId } from 'react';

export interface SettingsSectionProps {
  readonly title: string;
  readonly words?: string;
  readonly children: ReactNode;
}

export function SettingsSection({ title, words, children }: SettingsSectionProps) {
  const id = useId();
  return (
    <Card withBorder padding="lg" component="section" aria-labelledby={id}>
      <Stack>
        <Stack gap={4}>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {words !== undefined && (
            <Text size="sm" c="dimmed">
              {words}
            </Text>
          )}
        </Stack>
        {children}
      </Stack>
    </Card>
  );
}

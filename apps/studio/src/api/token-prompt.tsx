import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl';

/** Asks for the token of a server that others in the network can reach. */
export function TokenPrompt({ onToken }: { readonly onToken: (token: string) => void }) {
  const t = useTranslations('token');
  const [token, setToken] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onToken(token.trim());
  };
  return (
    <Center h="100vh" p="md" component="main">
      <Paper component="form" onSubmit={submit} withBorder p="xl" radius="md" maw={420} w="100%">
        <Stack>
          <Title order={1} size="h3">
            {t('title')}
          </Title>
          <Text c="dimmed">{t('words')}</Text>
          <PasswordInput
            label={t('label')}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            autoFocus
            autoComplete="current-password"
          />
          <Button type="submit" disabled={token.trim() === ''}>
            {t('open')}
          </Button>
        </Stack>
      </Paper>
    </Center>
  );
}

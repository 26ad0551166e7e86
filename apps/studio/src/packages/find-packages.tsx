import { Alert, Button, Card, Group, Loader, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload, IconPlug, IconSearch } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSearch } from 'wouter';
import { useRoute } from '../api/routes.js';
import type { PackageActions } from './use-package-actions.js';

/** The page of drivers with what is plugged in. */
export const pluggedPath = '/drivers?plugged';

/** Finds driver packages of the registry: by words, by what is plugged in, or by their exact name. */
export function FindPackages({ actions }: { readonly actions: PackageActions }) {
  const t = useTranslations('packages');
  const [text, setText] = useState('');
  const isAskedFor = useSearch() === 'plugged';
  const [shown, setShown] = useState<'plugged' | { readonly text: string } | undefined>(
    isAskedFor ? 'plugged' : undefined,
  );
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isAskedFor) place.current?.scrollIntoView();
  }, [isAskedFor]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setShown({ text: text.trim() });
  };
  return (
    <Stack gap="sm" ref={place}>
      <Group component="form" onSubmit={submit} align="flex-end" gap="xs">
        <TextInput
          label={t('find')}
          description={t('findWords')}
          value={text}
          maxLength={200}
          onChange={(event) => setText(event.currentTarget.value)}
          w={360}
          maw="100%"
        />
        <Button type="submit" variant="default" leftSection={<IconSearch size={16} />}>
          {t('search')}
        </Button>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} />}
          disabled={text.trim() === ''}
          onClick={() => actions.install(text.trim())}
        >
          {t('installThis')}
        </Button>
        <Button variant="default" leftSection={<IconPlug size={16} />} onClick={() => setShown('plugged')}>
          {t('plugged')}
        </Button>
      </Group>
      {shown === 'plugged' && <Plugged actions={actions} />}
      {shown !== undefined && shown !== 'plugged' && <Found text={shown.text} actions={actions} />}
    </Stack>
  );
}

interface FoundProps {
  readonly text: string;
  readonly actions: PackageActions;
}

function Found({ text, actions }: FoundProps) {
  const t = useTranslations('packages');
  const { data, error } = useRoute('searchPackages', { query: text === '' ? {} : { text } });
  if (error !== null) return <Problem message={error.message} code={error.code} />;
  if (data === undefined) return <Loader aria-label={t('search')} />;
  if (data.packages.length === 0) return <Text role="status">{t('nothingFound')}</Text>;
  return data.packages.map(({ name, version, description, installedVersion }) => (
    <Result
      key={name}
      title={`${name} ${version}`}
      words={description ?? ''}
      name={name}
      isInstalled={installedVersion === version}
      actions={actions}
    />
  ));
}

function Plugged({ actions }: { readonly actions: PackageActions }) {
  const t = useTranslations('packages');
  const { data, error } = useRoute('suggestPackages');
  if (error !== null) return <Problem message={error.message} code={error.code} />;
  if (data === undefined) return <Loader aria-label={t('plugged')} />;
  const drivers = data.devices.flatMap(({ device, drivers: known }) =>
    known.map((driver) => ({ ...driver, device })),
  );
  return (
    <>
      {drivers.length === 0 && <Text role="status">{t('nothingPlugged')}</Text>}
      {drivers.map((driver) => (
        <Result
          key={`${driver.device} ${driver.package}`}
          title={`${driver.device}: ${driver.displayName}`}
          words={`${driver.package} ${driver.version} · ${driver.reason}`}
          name={driver.package}
          isInstalled={driver.installed}
          actions={actions}
        />
      ))}
      {data.failures.map(({ source, message }) => (
        <Alert key={source} color="yellow" title={t('notAsked', { source })}>
          {message}
        </Alert>
      ))}
    </>
  );
}

interface ResultProps {
  readonly title: string;
  readonly words: string;
  readonly name: string;
  readonly isInstalled: boolean;
  readonly actions: PackageActions;
}

function Result({ title, words, name, isInstalled, actions }: ResultProps) {
  const t = useTranslations('packages');
  return (
    <Card withBorder padding="sm">
      <Group justify="space-between" wrap="nowrap">
        <Stack gap={2} miw={0}>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {title}
          </Text>
          <Text size="sm" c="dimmed">
            {words}
          </Text>
        </Stack>
        <Button
          variant="light"
          disabled={isInstalled}
          aria-label={isInstalled ? undefined : t('installNamed', { name })}
          onClick={() => actions.install(name)}
          style={{ flexShrink: 0 }}
        >
          {isInstalled ? t('isInstalled') : t('install')}
        </Button>
      </Group>
    </Card>
  );
}

function Problem({ message, code }: { readonly message: string; readonly code: string }) {
  return (
    <Alert color="red">
      {message} ({code})
    </Alert>
  );
}

import { Button, Center, Stack, Text, Title } from '@mantine/core';
import { IconActivity, IconPlugConnected } from '@tabler/icons-react';
import { useTranslations } from 'use-intl';
import { Link } from 'wouter';
import { useRoute } from '../api/routes.js';
import type { StreamSource } from './grid/source-streams.js';
import { StreamGrid } from './grid/stream-grid.js';

const connectedDevices: StreamSource = {};

/** What the connected devices send, as it comes. */
export function LivePage() {
  const { data } = useRoute('listStreams');
  if (data === undefined) return null;
  return data.streams.length === 0 ? <NothingYet /> : <StreamGrid source={connectedDevices} />;
}

function NothingYet() {
  const t = useTranslations('live');
  return (
    <Center mih="60vh">
      <Stack align="center" maw={440} ta="center">
        <IconActivity size={56} stroke={1.2} aria-hidden />
        <Title order={2} size="h3">
          {t('nothing')}
        </Title>
        <Text>{t('nothingWords')}</Text>
        <Button component={Link} href="/devices" leftSection={<IconPlugConnected size={18} />}>
          {t('toDevices')}
        </Button>
      </Stack>
    </Center>
  );
}

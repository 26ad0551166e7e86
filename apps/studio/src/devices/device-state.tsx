import { Badge } from '@mantine/core';
import type { WireDevice } from '@modlink/protocol';
import { useTranslations } from 'use-intl';

const colors: Record<WireDevice['state'], string> = {
  connecting: 'blue',
  connected: 'blue',
  streaming: 'green',
  restarting: 'orange',
  reconnecting: 'orange',
  disconnected: 'gray',
  failed: 'red',
};

export function DeviceState({ state }: { readonly state: WireDevice['state'] }) {
  const t = useTranslations('deviceState');
  return (
    <Badge color={colors[state]} variant="dot" tt="none">
      {t(state)}
    </Badge>
  );
}

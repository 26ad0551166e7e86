import { Button, Drawer, Stack, Text } from '@mantine/core';
import type { WireStreamDescriptor } from '@modlink/protocol';
import { useTranslations } from 'use-intl';
import { FieldSettings, RasterSettings, VideoSettings } from '../picture/picture-settings.js';
import { readSettings } from '../setup/card-settings.js';
import { keepSettings } from '../setup/live-setup.js';
import { SignalSettingsForm } from '../signal/signal-settings-form.js';

export interface ViewSettingsDrawerProps {
  readonly streamId: string;
  readonly name: string;
  readonly descriptor: WireStreamDescriptor;
  /** Settings as they were kept. */
  readonly kept: object | undefined;
  readonly onClose: () => void;
}

/** The settings of one view, beside it: they take effect while they are set. */
export function ViewSettingsDrawer({ streamId, name, descriptor, kept, onClose }: ViewSettingsDrawerProps) {
  const t = useTranslations('viewSettings');
  const change = (settings: object) => keepSettings(streamId, settings);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size={320}
      withOverlay={false}
      lockScroll={false}
      closeOnClickOutside={false}
      title={t('title', { name })}
      // Recording stays at hand while a view is set.
      styles={{ inner: { top: 'var(--app-shell-header-height)' }, content: { height: '100%' } }}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="sm" key={streamId}>
        <Text size="sm">{t('preview')}</Text>
        <KindSettings descriptor={descriptor} kept={kept} onChange={change} />
        <Button variant="default" onClick={() => change({})}>
          {t('reset')}
        </Button>
      </Stack>
    </Drawer>
  );
}

interface KindSettingsProps extends Pick<ViewSettingsDrawerProps, 'descriptor' | 'kept'> {
  readonly onChange: (settings: object) => void;
}

function KindSettings({ descriptor, kept, onChange }: KindSettingsProps) {
  const common = { descriptor, onChange };
  switch (descriptor.payloadType) {
    case 'signal':
      return <SignalSettingsForm {...common} settings={readSettings('signal', kept)} />;
    case 'raster':
      return <RasterSettings {...common} settings={readSettings('raster', kept)} />;
    case 'field':
      return <FieldSettings {...common} settings={readSettings('field', kept)} />;
    case 'video':
      return <VideoSettings {...common} settings={readSettings('video', kept)} />;
  }
}

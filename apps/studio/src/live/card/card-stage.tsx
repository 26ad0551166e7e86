import { Box } from '@mantine/core';
import type { ReceivedFrame } from '@modlink/client';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { createFieldView } from '../picture/field-view.js';
import { createRasterView } from '../picture/raster-view.js';
import { createVideoView } from '../picture/video-view.js';
import { readSettings, type SignalSettings } from '../setup/card-settings.js';
import { keepLatest, noValues } from '../signal/latest-values.js';
import { isLowRate } from '../signal/low-rate.js';
import { createSignalView } from '../signal/signal-view.js';
import { ValueReadout } from '../signal/value-readout.js';
import { createValueView } from '../signal/value-view.js';
import { StreamStage, type StreamStageProps } from '../stage/stream-stage.js';

export interface CardStageProps extends Omit<StreamStageProps<never>, 'settings' | 'createView'> {
  readonly name: string;
  /** Settings as they were kept. */
  readonly kept: object | undefined;
}

/** The view for the kind of a stream. */
export function CardStage({ kept, name, ...stage }: CardStageProps) {
  const { payloadType } = stage.descriptor;
  const settings = useMemo(
    () => ({
      signal: readSettings('signal', kept),
      raster: readSettings('raster', kept),
      field: readSettings('field', kept),
      video: readSettings('video', kept),
    }),
    [kept],
  );
  switch (payloadType) {
    case 'signal':
      if (isLowRate(stage.descriptor))
        return <ValueStage {...stage} name={name} settings={settings.signal} />;
      return <StreamStage {...stage} settings={settings.signal} createView={createSignalView} />;
    case 'raster':
      return <StreamStage {...stage} settings={settings.raster} createView={createRasterView} />;
    case 'field':
      return <StreamStage {...stage} settings={settings.field} createView={createFieldView} />;
    case 'video':
      return <StreamStage {...stage} settings={settings.video} createView={createVideoView} />;
  }
}

/** In pixels; what has no room is scrolled to. */
const leastRowHeight = 44;

interface ValueStageProps extends Omit<CardStageProps, 'kept'> {
  readonly settings: SignalSettings;
}

/** The latest values as text, beside the line of those before. */
function ValueStage({ name, settings, ...stage }: ValueStageProps) {
  const t = useTranslations('live');
  const { descriptor, replayId, isPaused } = stage;
  const latest = useRef(noValues());
  const onFrame = useCallback((frame: ReceivedFrame) => keepLatest(latest.current, frame, Date.now()), []);
  const channels = descriptor.channelNames
    .map((_, channel) => channel)
    .filter((channel) => !settings.hiddenChannels.includes(channel));
  return (
    <Box
      h="100%"
      tabIndex={0}
      role="group"
      aria-label={t('latestOf', { name })}
      style={{ overflowY: 'auto' }}
    >
      <Box
        mih={channels.length * leastRowHeight}
        h="100%"
        style={{ display: 'grid', gridTemplateColumns: 'minmax(150px, 2fr) 3fr' }}
      >
        <ValueReadout
          name={name}
          descriptor={descriptor}
          latest={latest.current}
          channels={channels}
          isLive={replayId === undefined}
          isPaused={isPaused}
          isAnnounced={settings.isAnnounced}
        />
        <StreamStage {...stage} settings={settings} createView={createValueView} onFrame={onFrame} />
      </Box>
    </Box>
  );
}

import { useMemo } from 'react';
import { createFieldView } from '../picture/field-view.js';
import { createRasterView } from '../picture/raster-view.js';
import { createVideoView } from '../picture/video-view.js';
import { readSettings } from '../setup/card-settings.js';
import { createSignalView } from '../signal/signal-view.js';
import { createValueView } from '../signal/value-view.js';
import { StreamStage, type StreamStageProps } from '../stage/stream-stage.js';

export interface CardStageProps extends Omit<StreamStageProps<never>, 'settings' | 'createView'> {
  /** Settings as they were kept. */
  readonly kept: object | undefined;
}

/** The view for the kind of a stream. */
export function CardStage({ kept, ...stage }: CardStageProps) {
  const { payloadType, nominalSampleRateHz } = stage.descriptor;
  const isIrregular = payloadType === 'signal' && nominalSampleRateHz === 'irregular';
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
      return (
        <StreamStage
          {...stage}
          settings={settings.signal}
          createView={isIrregular ? createValueView : createSignalView}
        />
      );
    case 'raster':
      return <StreamStage {...stage} settings={settings.raster} createView={createRasterView} />;
    case 'field':
      return <StreamStage {...stage} settings={settings.field} createView={createFieldView} />;
    case 'video':
      return <StreamStage {...stage} settings={settings.video} createView={createVideoView} />;
  }
}

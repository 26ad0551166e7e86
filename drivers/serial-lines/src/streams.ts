import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import type { ColumnLayout, CompleteSettings } from './settings.js';

export const deviceId = makeDeviceId('serial_lines');

/** What hosts show before a device is connected: which channels it has, its settings or its lines tell. */
export function previewStreams(): readonly StreamDescriptor[] {
  return [
    new StreamDescriptor({
      deviceId,
      streamKey: 'samples',
      displayName: 'Samples',
      payloadType: 'signal',
      nominalSampleRateHz: 'irregular',
      chunkSize: 1,
      dtype: 'float64',
    }),
  ];
}

/** @param layout - of the columns; `undefined` for matrices. */
export function describeStreams(
  settings: CompleteSettings,
  layout: ColumnLayout | undefined,
  baudRate: number,
): readonly StreamDescriptor[] {
  const { sampleRateHz, chunkSize, fieldUnit } = settings;
  const common = {
    deviceId,
    nominalSampleRateHz: sampleRateHz,
    chunkSize,
    // Numbers in text have more digits than float32 holds: float64 gives them back as they were printed.
    dtype: 'float64',
  } as const;
  if (layout === undefined) {
    return [
      new StreamDescriptor({
        ...common,
        streamKey: 'field',
        displayName: 'Field',
        payloadType: 'field',
        metadata: { ...(fieldUnit !== '' && { unit: fieldUnit }), baudRate },
      }),
    ];
  }
  const channels = layout.channels.map((place) => layout.columns[place] ?? { name: '' });
  const units = channels.map(({ unit }) => unit ?? '');
  const [unit = ''] = units;
  const isOneUnit = unit !== '' && units.every((each) => each === unit);
  return [
    new StreamDescriptor({
      ...common,
      streamKey: 'samples',
      displayName: 'Samples',
      payloadType: 'signal',
      channelNames: channels.map(({ name }) => name),
      metadata: {
        ...(isOneUnit && { unit }),
        ...(units.some((each) => each !== '') && { channelUnits: units }),
        baudRate,
      },
    }),
  ];
}

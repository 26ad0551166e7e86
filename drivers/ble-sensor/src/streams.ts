import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import { pmdChannelNames } from './parser/index.js';
import type { TextColumn } from './settings.js';

export const deviceId = makeDeviceId('ble_sensor');

/** Larger frames of a sensor are emitted in several. */
export const chunkSamples = 128;

const irregular = {
  deviceId,
  payloadType: 'signal',
  nominalSampleRateHz: 'irregular',
  chunkSize: 1,
  dtype: 'float32',
} as const;

const one = (streamKey: string, displayName: string, unit: string): StreamDescriptor =>
  new StreamDescriptor({ ...irregular, streamKey, displayName, metadata: { unit } });

export const heartRateStreams: readonly StreamDescriptor[] = [
  one('heart_rate', 'Heart rate', 'bpm'),
  one('rr', 'RR intervals', 'ms'),
  one('contact', 'Skin contact', ''),
  one('energy', 'Energy expended', 'kJ'),
];
export const batteryStream = one('battery', 'Battery', '%');
export const rssiStream = one('rssi', 'Signal strength', 'dBm');

export const ppiStream = new StreamDescriptor({
  ...irregular,
  streamKey: 'ppi',
  displayName: 'Pulse-to-pulse intervals',
  channelNames: ['interval', 'error', 'blocked', 'contact', 'heart_rate'],
  metadata: { channelUnits: ['ms', 'ms', '', '', 'bpm'] },
});

/** Measurements of Polar sensors that have a rate. */
export type SampledMeasurement = keyof typeof pmdChannelNames;

const facts = {
  ecg: { displayName: 'ECG', unit: 'uV' },
  ppg: { displayName: 'Photoplethysmogram', unit: '' },
  accel: { displayName: 'Acceleration', unit: 'm/s^2' },
  gyro: { displayName: 'Angular velocity', unit: 'rad/s' },
  mag: { displayName: 'Magnetic field', unit: 'uT' },
} as const satisfies Record<SampledMeasurement, unknown>;

/** @param range - in the device's own unit (g, degree/s, G), where it has one. */
export function sampledStream(
  measurement: SampledMeasurement,
  rateHz: number,
  range?: number,
): StreamDescriptor {
  const { displayName, unit } = facts[measurement];
  return new StreamDescriptor({
    ...irregular,
    streamKey: measurement,
    displayName,
    nominalSampleRateHz: rateHz,
    chunkSize: chunkSamples,
    channelNames: [...pmdChannelNames[measurement]],
    metadata: { unit, ...(range !== undefined && { range }) },
  });
}

/** @param columns - none where they are not known yet. */
export function textStream(columns: readonly TextColumn[], rateHz: number | 'irregular'): StreamDescriptor {
  const units = columns.map(({ unit }) => unit ?? '');
  const [unit = ''] = units;
  const isOneUnit = unit !== '' && units.every((each) => each === unit);
  return new StreamDescriptor({
    ...irregular,
    streamKey: 'text',
    displayName: 'Values in text',
    nominalSampleRateHz: rateHz,
    // Numbers in text have more digits than float32 holds.
    dtype: 'float64',
    channelNames: columns.map(({ name }) => name),
    metadata: {
      ...(isOneUnit && { unit }),
      ...(units.some((each) => each !== '') && { channelUnits: units }),
    },
  });
}

/** What hosts show before a sensor is connected: everything that one may have, at the usual rates. */
export function previewStreams(): readonly StreamDescriptor[] {
  return [
    ...heartRateStreams,
    sampledStream('ecg', 130),
    sampledStream('accel', 50),
    sampledStream('gyro', 52),
    sampledStream('mag', 50),
    sampledStream('ppg', 55),
    ppiStream,
    textStream([], 'irregular'),
    batteryStream,
    rssiStream,
  ];
}

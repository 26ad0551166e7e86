import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import {
  eegRateHz,
  eegSamplesPerPacket,
  microvoltPerCount,
  motionRateHz,
  motionSamplesPerPacket,
  ppgRateHz,
  ppgSamplesPerPacket,
} from './parser/index.js';

export const deviceId = makeDeviceId('muse');

/** Where the electrodes are, in the order of their characteristics; AUX is not always used. */
const electrodes = ['TP9', 'AF7', 'AF8', 'TP10', 'AUX'];
const axes = ['x', 'y', 'z'];
const common = { deviceId, payloadType: 'signal', dtype: 'float32' } as const;
const irregular = { ...common, nominalSampleRateHz: 'irregular', chunkSize: 1 } as const;

/** What the streams of a headband depend on. */
export interface StreamChoice {
  readonly eeg: boolean;
  readonly aux: boolean;
  readonly accel: boolean;
  readonly gyro: boolean;
  readonly ppg: boolean;
  readonly rssi: boolean;
  /** What the headband says of itself, for the metadata. */
  readonly device: { readonly firmware?: string; readonly hardware?: string; readonly serialNumber?: string };
}

export function describeStreams(choice: StreamChoice): readonly StreamDescriptor[] {
  const { device } = choice;
  const channelNames = electrodes.slice(0, choice.aux ? 5 : 4);
  const eeg = new StreamDescriptor({
    ...common,
    streamKey: 'eeg',
    displayName: 'EEG',
    nominalSampleRateHz: eegRateHz,
    chunkSize: eegSamplesPerPacket,
    channelNames,
    metadata: { unit: 'uV', reference: 'Fpz', electrodes: channelNames, microvoltPerCount, ...device },
  });
  const motion = (streamKey: string, displayName: string, unit: string) =>
    new StreamDescriptor({
      ...common,
      streamKey,
      displayName,
      nominalSampleRateHz: motionRateHz,
      chunkSize: motionSamplesPerPacket,
      channelNames: axes,
      metadata: { unit, ...device },
    });
  const ppg = new StreamDescriptor({
    ...common,
    streamKey: 'ppg',
    displayName: 'Photoplethysmogram',
    nominalSampleRateHz: ppgRateHz,
    chunkSize: ppgSamplesPerPacket,
    channelNames: ['ambient', 'infrared', 'red'],
    metadata: { unit: '', ...device },
  });
  return [
    ...(choice.eeg ? [eeg] : []),
    ...(choice.accel ? [motion('accel', 'Acceleration', 'm/s^2')] : []),
    ...(choice.gyro ? [motion('gyro', 'Angular velocity', 'rad/s')] : []),
    ...(choice.ppg ? [ppg] : []),
    new StreamDescriptor({
      ...irregular,
      streamKey: 'battery',
      displayName: 'Battery',
      metadata: { unit: '%' },
    }),
    new StreamDescriptor({
      ...irregular,
      streamKey: 'telemetry',
      displayName: 'Voltage and temperature',
      channelNames: ['voltage', 'temperature'],
      metadata: { channelUnits: ['mV', 'degC'] },
    }),
    ...(choice.rssi
      ? [
          new StreamDescriptor({
            ...irregular,
            streamKey: 'rssi',
            displayName: 'Signal strength',
            metadata: { unit: 'dBm' },
          }),
        ]
      : []),
  ];
}

/** What hosts show before a headband is connected: everything that one may have. */
export function previewStreams(): readonly StreamDescriptor[] {
  return describeStreams({
    eeg: true,
    aux: false,
    accel: true,
    gyro: true,
    ppg: true,
    rssi: true,
    device: {},
  });
}

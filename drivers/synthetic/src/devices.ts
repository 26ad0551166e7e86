import { makeDeviceId, type PayloadType, StreamDescriptor, type StreamDescriptorInit } from '@modlink/sdk';
import type { SyntheticSettings } from './settings.js';
import { eegSignal } from './signals/eeg.js';
import { electrodes } from './signals/electrodes.js';
import { accelSignal, gyroSignal } from './signals/imu.js';
import { lineScanSignal } from './signals/line-scan.js';
import { pressureSignal } from './signals/pressure.js';
import type { Signal } from './signals/signal.js';
import { testCardSignal } from './signals/test-card.js';

/** Which of the synthetic devices. */
export const deviceKinds = ['eeg', 'imu', 'field', 'raster', 'video'] as const;
export type DeviceKind = (typeof deviceKinds)[number];

/** One stream of a device: what it says of itself and what it sends. */
export interface DeviceStream {
  readonly descriptor: StreamDescriptor;
  readonly rateHz: number;
  readonly signal: Signal;
}

const deviceTitles: Readonly<Record<DeviceKind, string>> = {
  eeg: 'Synthetic EEG',
  imu: 'Synthetic IMU',
  field: 'Synthetic pressure mat',
  raster: 'Synthetic line camera',
  video: 'Synthetic camera',
};

/** Which device: the first of its kind, the second ... */
export interface DeviceName {
  readonly kind: DeviceKind;
  /** From 1. */
  readonly number: number;
}

/** The id of a device; a host may give it another. */
export function deviceIdOf({ kind, number }: DeviceName): string {
  return makeDeviceId(`synthetic_${kind}`, number);
}

/** What people read. */
export function deviceTitleOf({ kind, number }: DeviceName): string {
  return number === 1 ? deviceTitles[kind] : `${deviceTitles[kind]} ${number}`;
}

/** A device as the settings make it. */
export interface Device {
  /** What a user reads below the title. */
  readonly summary: string;
  readonly streams: readonly DeviceStream[];
  /** Seconds between `trigger` markers; 0 for none. */
  readonly markerIntervalS: number;
}

/** Makes a device. The first of a kind follows from the seed itself, each other one from the seed after. */
export function createDevice(name: DeviceName, settings: SyntheticSettings): Device {
  const seed = (settings.seed + name.number - 1) % 0x1_0000_0000;
  const { summary, streams, sendsMarkers = false } = models[name.kind]({ ...settings, seed });
  const deviceId = deviceIdOf(name);
  return {
    summary,
    markerIntervalS: sendsMarkers ? settings.markerIntervalS : 0,
    streams: streams.map(({ signal, rateHz, ...about }) => ({
      signal,
      rateHz,
      descriptor: new StreamDescriptor({
        ...about,
        deviceId,
        nominalSampleRateHz: rateHz,
        dtype: signal.dtype,
        metadata: { ...about.metadata, synthetic: true, seed },
      }),
    })),
  };
}

interface DeviceModel {
  readonly summary: string;
  readonly streams: readonly StreamModel[];
  readonly sendsMarkers?: boolean;
}

interface StreamModel extends Omit<StreamDescriptorInit, 'deviceId' | 'nominalSampleRateHz' | 'dtype'> {
  readonly payloadType: PayloadType;
  readonly rateHz: number;
  readonly signal: Signal;
}

const models: Record<DeviceKind, (settings: SyntheticSettings) => DeviceModel> = {
  eeg: ({ seed, eegChannels: channels, eegRateHz: rateHz, eegChunkSize }) => {
    const names = electrodes(channels).map(({ name }) => name);
    return {
      summary: `${channels} channels at ${rateHz} Hz, with markers`,
      sendsMarkers: true,
      streams: [
        {
          streamKey: 'eeg',
          payloadType: 'signal',
          displayName: 'EEG',
          rateHz,
          chunkSize: eegChunkSize,
          channelNames: names,
          metadata: { unit: 'uV', reference: 'A1+A2', electrodes: names },
          signal: eegSignal({ seed, channels, rateHz }),
        },
      ],
    };
  },

  imu: ({ seed, accelRateHz, accelChunkSize, gyroRateHz, gyroChunkSize }) => ({
    summary: `Accelerometer at ${accelRateHz} Hz, gyroscope at ${gyroRateHz} Hz`,
    streams: [
      {
        streamKey: 'accel',
        payloadType: 'signal',
        displayName: 'Acceleration',
        rateHz: accelRateHz,
        chunkSize: accelChunkSize,
        channelNames: ['accel_x', 'accel_y', 'accel_z'],
        metadata: { unit: 'm/s^2' },
        signal: accelSignal({ seed, rateHz: accelRateHz }),
      },
      {
        streamKey: 'gyro',
        payloadType: 'signal',
        displayName: 'Angular rate',
        rateHz: gyroRateHz,
        chunkSize: gyroChunkSize,
        channelNames: ['gyro_x', 'gyro_y', 'gyro_z'],
        metadata: { unit: 'rad/s' },
        signal: gyroSignal({ seed, rateHz: gyroRateHz }),
      },
    ],
  }),

  field: ({ seed, fieldWidth: width, fieldHeight: height, fieldRateHz: rateHz, fieldChunkSize }) => ({
    summary: `${width} x ${height} cells at ${rateHz} Hz`,
    streams: [
      {
        streamKey: 'field',
        payloadType: 'field',
        displayName: 'Pressure',
        rateHz,
        chunkSize: fieldChunkSize,
        channelNames: ['pressure'],
        metadata: { unit: 'kPa', width, height },
        signal: pressureSignal({ seed, width, height, rateHz }),
      },
    ],
  }),

  raster: ({ seed, rasterLineLength: lineLength, rasterRateHz: rateHz, rasterChunkSize }) => ({
    summary: `${lineLength} pixels at ${rateHz} lines/s`,
    streams: [
      {
        streamKey: 'raster',
        payloadType: 'raster',
        displayName: 'Line scan',
        rateHz,
        chunkSize: rasterChunkSize,
        channelNames: ['intensity'],
        metadata: { unit: 'count', lineLength, minimum: 0, maximum: 4095 },
        signal: lineScanSignal({ seed, lineLength }),
      },
    ],
  }),

  video: ({ seed, videoWidth: width, videoHeight: height, videoRateHz: rateHz, videoChunkSize }) => ({
    summary: `Test card, ${width} x ${height} at ${rateHz} Hz`,
    streams: [
      {
        streamKey: 'video',
        payloadType: 'video',
        displayName: 'Test card',
        rateHz,
        chunkSize: videoChunkSize,
        channelNames: ['red', 'green', 'blue'],
        pixelFormat: 'rgb24',
        metadata: { width, height },
        signal: testCardSignal({ seed, width, height }),
      },
    ],
  }),
};

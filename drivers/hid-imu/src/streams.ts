import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import type { ImuDevice } from './devices/imu-device.js';

export const deviceId = makeDeviceId('hid_imu');

/** About as many frames a second are emitted, unless a setting says otherwise. */
const framesPerSecond = 30;

/** What the descriptors say of a device. */
export type DescribedDevice = Pick<
  ImuDevice,
  | 'name'
  | 'connection'
  | 'calibration'
  | 'hasAccel'
  | 'hasGyro'
  | 'hasBattery'
  | 'samplesPerReport'
  | 'reportRateHz'
>;

/** What hosts show before a device is connected. */
export function previewStreams(): readonly StreamDescriptor[] {
  const device: DescribedDevice = {
    name: 'HID motion sensor',
    connection: undefined,
    calibration: undefined,
    hasAccel: true,
    hasGyro: true,
    hasBattery: true,
    samplesPerReport: 1,
    reportRateHz: 250,
  };
  return describeStreams(device, chunkSizeOf(device));
}

/** Whole reports per frame, where the device says how often it sends. */
export function chunkSizeOf({ reportRateHz, samplesPerReport }: DescribedDevice): number {
  if (reportRateHz === 'irregular') return 1;
  return Math.max(1, Math.round(reportRateHz / framesPerSecond)) * samplesPerReport;
}

/** The streams of a device. */
export function describeStreams(device: DescribedDevice, chunkSize: number): readonly StreamDescriptor[] {
  const { name, connection, calibration, reportRateHz, samplesPerReport } = device;
  const about = {
    device: name,
    ...(connection !== undefined && { connection }),
    ...(calibration !== undefined && { calibration }),
  };
  const common = { deviceId, payloadType: 'signal', dtype: 'float32' } as const;
  const sensor = {
    ...common,
    nominalSampleRateHz:
      reportRateHz === 'irregular' ? reportRateHz : Math.round(reportRateHz * samplesPerReport * 1000) / 1000,
    chunkSize,
    channelNames: ['x', 'y', 'z'],
  };
  const streams: StreamDescriptor[] = [];
  if (device.hasAccel) {
    const metadata = { unit: 'm/s^2', ...about };
    streams.push(
      new StreamDescriptor({ ...sensor, streamKey: 'accel', displayName: 'Accelerometer', metadata }),
    );
  }
  if (device.hasGyro) {
    const metadata = { unit: 'rad/s', ...about };
    streams.push(new StreamDescriptor({ ...sensor, streamKey: 'gyro', displayName: 'Gyroscope', metadata }));
  }
  if (device.hasBattery) {
    streams.push(
      new StreamDescriptor({
        ...common,
        streamKey: 'battery',
        displayName: 'Battery',
        nominalSampleRateHz: 'irregular',
        chunkSize: 1,
        channelNames: ['level'],
        metadata: { unit: '%', device: name },
      }),
    );
  }
  return streams;
}

/** What the device measures. Change it here: the driver, its tests and the simulated device follow. */
import { makeDeviceId, type NumberDType, StreamDescriptor, type StreamDescriptorInit } from '@modlink/sdk';

export const deviceId = makeDeviceId('template_sensor');

/** A stream, and how many values each of its samples has. */
export interface Stream extends Omit<StreamDescriptorInit, 'deviceId'> {
  readonly dtype: NumberDType;
  /** A signal has its channels here, a raster the length of a line, a field or a video its height and width. */
  readonly sampleShape: readonly number[];
}

/** The device numbers them in this order, from 0. */
export const streams: readonly Stream[] = [
  // <streams>
  {
    streamKey: 'values',
    payloadType: 'signal',
    nominalSampleRateHz: 100,
    chunkSize: 4,
    channelNames: ['values_1', 'values_2'],
    dtype: 'float32',
    metadata: { unit: 'V' },
    sampleShape: [2],
  },
  // </streams>
];

export const descriptors: readonly StreamDescriptor[] = streams.map(
  ({ sampleShape: _, ...init }) => new StreamDescriptor({ deviceId, ...init }),
);

/** How many values a sample of each stream has. */
export const valuesPerSample: readonly number[] = streams.map(({ sampleShape }) =>
  sampleShape.reduce((product, length) => product * length, 1),
);

import { type CameraMode, makeDeviceId, type PixelFormat, StreamDescriptor } from '@modlink/sdk';

export const deviceId = makeDeviceId('webcam');

/** Before a camera is connected, when nothing is known of its mode. */
const previewMode: CameraMode = { width: 1280, height: 720, frameRateHz: 30, pixelFormat: 'rgb24' };

/** What lies side by side in the formats whose channels have a meaning of their own. */
const channelNames: Partial<Record<PixelFormat, readonly string[]>> = {
  gray8: ['gray'],
  rgb24: ['red', 'green', 'blue'],
  bgr24: ['blue', 'green', 'red'],
  rgba32: ['red', 'green', 'blue', 'alpha'],
  bgra32: ['blue', 'green', 'red', 'alpha'],
};

export function previewStreams(): readonly StreamDescriptor[] {
  return describeStreams(previewMode);
}

export function describeStreams(mode: CameraMode): readonly StreamDescriptor[] {
  const { width, height, frameRateHz, pixelFormat } = mode;
  return [
    new StreamDescriptor({
      deviceId,
      streamKey: 'video',
      payloadType: 'video',
      nominalSampleRateHz: frameRateHz,
      chunkSize: 1,
      channelNames: [...(channelNames[pixelFormat] ?? [])],
      dtype: 'uint8',
      pixelFormat,
      metadata: { width, height },
    }),
  ];
}

/** The shape of one picture, as the SDK defines it for each pixel format. */
export function pictureShape({ width, height, pixelFormat }: CameraMode, byteLength: number): number[] {
  switch (pixelFormat) {
    case 'mjpeg':
      return [1, 1, 1, byteLength];
    case 'nv12':
      return [1, 1, (height * 3) / 2, width];
    case 'yuyv422':
      return [2, 1, height, width];
    default:
      return [channelNames[pixelFormat]?.length ?? 1, 1, height, width];
  }
}

import { type MicrophoneMode, makeDeviceId, StreamDescriptor } from '@modlink/sdk';

export const deviceId = makeDeviceId('microphone');
/** How often the level is measured, per second. */
export const levelRateHz = 10;

/** Before a microphone is connected, when nothing is known of it. */
const previewMode: MicrophoneMode = { sampleRateHz: 48_000, channels: 1 };

export function previewStreams(chunkMs: number): readonly StreamDescriptor[] {
  return describeStreams(previewMode, chunkMs);
}

export function describeStreams(mode: MicrophoneMode, chunkMs: number): readonly StreamDescriptor[] {
  const { sampleRateHz, channels } = mode;
  const names = nameChannels(channels);
  return [
    new StreamDescriptor({
      deviceId,
      streamKey: 'audio',
      payloadType: 'signal',
      nominalSampleRateHz: sampleRateHz,
      chunkSize: Math.max(1, Math.round((sampleRateHz * chunkMs) / 1_000)),
      channelNames: names,
      dtype: 'float32',
      metadata: { unit: 'FS' },
    }),
    new StreamDescriptor({
      deviceId,
      streamKey: 'level',
      payloadType: 'signal',
      nominalSampleRateHz: sampleRateHz / levelWindow(mode),
      chunkSize: 1,
      channelNames: [...names.map((name) => `${name} rms`), ...names.map((name) => `${name} peak`)],
      dtype: 'float32',
      metadata: { unit: 'dBFS' },
    }),
  ];
}

/** Samples per measurement of the level. */
export function levelWindow({ sampleRateHz }: MicrophoneMode): number {
  return Math.round(sampleRateHz / levelRateHz);
}

function nameChannels(count: number): string[] {
  if (count === 1) return ['mono'];
  if (count === 2) return ['left', 'right'];
  return Array.from({ length: count }, (_, index) => `ch${index + 1}`);
}

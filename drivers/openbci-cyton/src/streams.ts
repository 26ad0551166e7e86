import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import { microvoltPerCount, packetRateHz } from './parser/index.js';
import { completeSettings, configureChannels } from './settings.js';
import type { CytonSetup } from './setup.js';

export const deviceId = makeDeviceId('openbci_cyton');

/** What a board without settings streams: what hosts show before one is connected. */
export function previewStreams(): readonly StreamDescriptor[] {
  const settings = completeSettings({});
  const channels = configureChannels(settings, 8);
  return describeStreams({ channels, channelCount: 8, firmware: undefined }, settings.chunkSize);
}

/** The streams of a board. */
export function describeStreams(setup: CytonSetup, chunkSize: number): readonly StreamDescriptor[] {
  const { channels, channelCount, firmware } = setup;
  const nominalSampleRateHz = (packetRateHz * 8) / channelCount;
  const board = channelCount === 16 ? 'OpenBCI Cyton with Daisy' : 'OpenBCI Cyton';
  const gain = channels.map((channel) => channel.gain);
  const common = {
    deviceId,
    payloadType: 'signal',
    nominalSampleRateHz,
    chunkSize,
    dtype: 'float32',
  } as const;
  return [
    new StreamDescriptor({
      ...common,
      streamKey: 'eeg',
      displayName: 'EEG',
      channelNames: channels.map((channel) => channel.name),
      metadata: { unit: 'uV', board, firmware, gain, microvoltPerCount: gain.map(microvoltPerCount) },
    }),
    new StreamDescriptor({
      ...common,
      streamKey: 'accel',
      displayName: 'Accelerometer',
      channelNames: ['x', 'y', 'z'],
      metadata: { unit: 'g', board, firmware },
    }),
  ];
}

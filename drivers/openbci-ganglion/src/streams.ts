import { makeDeviceId, StreamDescriptor } from '@modlink/sdk';
import type { Firmware } from './firmware.js';
import { microvoltPerCount, sampleRateHz } from './parser/index.js';
import { type ChannelSettings, completeChannels, completeSettings } from './settings.js';

export const deviceId = makeDeviceId('openbci_ganglion');

/** What the streams of a board depend on. */
export interface StreamChoice {
  readonly firmware: Firmware;
  readonly channels: readonly Required<ChannelSettings>[];
  readonly accel: boolean;
  readonly rssi: boolean;
}

export function describeStreams(choice: StreamChoice): readonly StreamDescriptor[] {
  const { firmware, channels } = choice;
  const common = { deviceId, payloadType: 'signal', dtype: 'float32' } as const;
  const board = {
    board: 'OpenBCI Ganglion',
    ...(firmware.version !== undefined && { firmware: firmware.version }),
  };
  const eeg = new StreamDescriptor({
    ...common,
    streamKey: 'eeg',
    displayName: 'EEG',
    nominalSampleRateHz: sampleRateHz,
    // What a packet holds.
    chunkSize: 2,
    channelNames: channels.map(({ name }) => name),
    metadata: { unit: 'uV', microvoltPerCount, enabled: channels.map(({ enabled }) => enabled), ...board },
  });
  const accel = new StreamDescriptor({
    ...common,
    streamKey: 'accel',
    displayName: 'Acceleration',
    // Ten times in a cycle: of 201 samples in firmware 2, of 200 in firmware 3.
    nominalSampleRateHz: (10 * sampleRateHz) / (firmware.format === 2 ? 201 : 200),
    chunkSize: 1,
    channelNames: ['x', 'y', 'z'],
    metadata: { unit: 'm/s^2', ...board },
  });
  const rssi = new StreamDescriptor({
    ...common,
    streamKey: 'rssi',
    displayName: 'Signal strength',
    nominalSampleRateHz: 'irregular',
    chunkSize: 1,
    metadata: { unit: 'dBm' },
  });
  return [eeg, ...(choice.accel ? [accel] : []), ...(choice.rssi ? [rssi] : [])];
}

/** What hosts show before a board is connected. */
export function previewStreams(): readonly StreamDescriptor[] {
  const channels = completeChannels(completeSettings({}));
  return describeStreams({ firmware: { format: 2, version: undefined }, channels, accel: true, rssi: true });
}

import type { WireStreamDescriptor } from '@modlink/protocol';

/** What people read. */
export const streamName = ({ displayName, streamKey }: WireStreamDescriptor): string =>
  displayName ?? streamKey;

export const unitOf = ({ metadata: { unit } }: WireStreamDescriptor): string | undefined =>
  typeof unit === 'string' ? unit : undefined;

/** Whether a stream is measured with electrodes: it can be given another reference, and they have an impedance. */
export const hasElectrodes = ({ payloadType, metadata }: WireStreamDescriptor): boolean =>
  payloadType === 'signal' &&
  (metadata.electrodes !== undefined || /^[uµμ]V$/.test(String(metadata.unit ?? '')));

/** The name of a channel, or its number from 1. */
export const channelName = ({ channelNames }: WireStreamDescriptor, channel: number): string =>
  channelNames[channel] ?? String(channel + 1);

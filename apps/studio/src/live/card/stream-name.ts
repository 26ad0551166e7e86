import type { WireStreamDescriptor } from '@modlink/protocol';

/** What people read. */
export const streamName = ({ displayName, streamKey }: WireStreamDescriptor): string =>
  displayName ?? streamKey;

/** Names of streams by id. Those of several devices that would be the same have the device's id with them. */
export function streamNames(
  streams: readonly { readonly streamId: string; readonly descriptor: WireStreamDescriptor }[],
): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { descriptor } of streams) {
    const name = streamName(descriptor);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map(
    streams.map(({ streamId, descriptor }) => {
      const name = streamName(descriptor);
      return [streamId, (counts.get(name) ?? 0) > 1 ? `${name} (${descriptor.deviceId})` : name];
    }),
  );
}

export const unitOf = ({ metadata: { unit } }: WireStreamDescriptor): string | undefined =>
  typeof unit === 'string' ? unit : undefined;

/** Whether a stream is measured with electrodes: it can be given another reference, and they have an impedance. */
export const hasElectrodes = ({ payloadType, metadata }: WireStreamDescriptor): boolean =>
  payloadType === 'signal' &&
  (metadata.electrodes !== undefined || /^[uµμ]V$/.test(String(metadata.unit ?? '')));

/** The name of a channel, or its number from 1. */
export const channelName = ({ channelNames }: WireStreamDescriptor, channel: number): string =>
  channelNames[channel] ?? String(channel + 1);

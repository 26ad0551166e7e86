import type { StreamDescriptor } from '@modlink/sdk';

/** `signal, 8 channels` */
export function payloadText({ payloadType, channelNames }: StreamDescriptor): string {
  const channels = channelNames.length;
  return channels > 1 ? `${payloadType}, ${channels} channels` : payloadType;
}

/** What people call the stream. */
export const streamTitle = ({ displayName, streamKey }: StreamDescriptor): string => displayName ?? streamKey;

/** The channel of a stream in the file: its topic is the stream id, its metadata hold the descriptor. */
import type { McapTypes } from '@mcap/core';
import { StreamDescriptor, type StreamDescriptorInit } from '@modlink/sdk';
import { RecordingError } from '../errors.js';
import { frameSchemaId, type RecordingChannel } from './recording-profile.js';

const descriptorKey = 'descriptor';
const driverKey = 'driver';

export function streamChannel(id: number, descriptor: StreamDescriptor, driverId: string): RecordingChannel {
  return {
    id,
    schemaId: frameSchemaId,
    topic: descriptor.streamId,
    messageEncoding: 'flatbuffer',
    metadata: new Map([
      [descriptorKey, JSON.stringify(descriptor)],
      [driverKey, driverId],
      ['device', descriptor.deviceId],
      // What is a JPEG picture already becomes no smaller.
      ...(descriptor.pixelFormat === 'mjpeg' ? ([['compressed', 'true']] as const) : []),
    ]),
  };
}

/** Whether a channel is a stream's: the others are of events, or of another program. */
export function isStreamChannel(channel: McapTypes.Channel): boolean {
  return channel.messageEncoding === 'flatbuffer' && channel.metadata.has(descriptorKey);
}

/** @throws {RecordingError} `RECORDING_DAMAGED` */
export function readStreamChannel(
  channel: McapTypes.Channel,
  path: string,
): { descriptor: StreamDescriptor; driverId: string } {
  try {
    const init = JSON.parse(channel.metadata.get(descriptorKey) ?? '') as StreamDescriptorInit;
    return { descriptor: new StreamDescriptor(init), driverId: channel.metadata.get(driverKey) ?? '' };
  } catch (cause) {
    throw new RecordingError(
      'RECORDING_DAMAGED',
      `The descriptor of the stream ${channel.topic} in ${path} cannot be read: ${(cause as Error).message}`,
      { cause, subject: { path, streamId: channel.topic } },
    );
  }
}

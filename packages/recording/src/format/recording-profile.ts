/**
 * What every recording has in common: an MCAP file (https://mcap.dev/spec) of the profile `modlink`, with two schemas,
 * the channel of events, and a channel for each stream. All of these stand outside of the chunks; in the chunks are
 * messages alone, whose log times never decrease.
 */
import { frameSchemaBase64, frameSchemaName } from '@modlink/sdk/encoding';
import { eventSchema, eventSchemaName } from './recording-event.js';

/** The MCAP profile of a recording: https://mcap.dev/spec, "Header". */
export const recordingProfile = 'modlink';

/** A schema of the messages of channels. */
export interface RecordingSchema {
  readonly id: number;
  readonly name: string;
  /** The well-known name of the schema language, such as `flatbuffer` or `jsonschema`. */
  readonly encoding: string;
  readonly data: Uint8Array;
}

/** A stream of messages. Several channels may have the same topic: a stream whose descriptor changed gets a new one. */
export interface RecordingChannel {
  readonly id: number;
  readonly schemaId: number;
  readonly topic: string;
  readonly messageEncoding: string;
  readonly metadata: ReadonlyMap<string, string>;
}

const schemaIds = { frame: 1, event: 2 } as const;

/** The id of the schema of frames, for the channels of streams. */
export const frameSchemaId = schemaIds.frame;

/** The schemas that every recording has. */
export const recordingSchemas: readonly RecordingSchema[] = [
  {
    id: schemaIds.frame,
    name: frameSchemaName,
    encoding: 'flatbuffer',
    data: Buffer.from(frameSchemaBase64, 'base64'),
  },
  {
    id: schemaIds.event,
    name: eventSchemaName,
    encoding: 'jsonschema',
    data: Buffer.from(JSON.stringify(eventSchema)),
  },
];

/** The channel of events, which every recording has. The channels of streams have the ids after it. */
export const eventsChannel: RecordingChannel = {
  id: 1,
  schemaId: schemaIds.event,
  topic: '/events',
  messageEncoding: 'json',
  metadata: new Map(),
};

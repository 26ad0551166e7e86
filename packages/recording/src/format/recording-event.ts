/**
 * What happens while a recording runs, on its channel `/events`: markers and segments that people and drivers set, and
 * what befell the streams. Low-rate, JSON, so that every reader of MCAP shows them.
 */
import { isJsonValue, type JsonValue } from '@modlink/sdk';
import { RecordingError } from '../errors.js';

export const recordingEventTypes = [
  'marker',
  'segment-start',
  'segment-end',
  'connection-lost',
  'reconnected',
  'restart',
  'gap',
  'descriptor-changed',
  'overflow',
  'clock-adjusted',
  'command',
  'low-space',
] as const;
export type RecordingEventType = (typeof recordingEventTypes)[number];

export interface RecordingEvent {
  readonly type: RecordingEventType;
  /** Host clock, nanoseconds since the Unix epoch. */
  readonly timestampNs: bigint;
  /** The marker's or segment's name, or what happened in words. */
  readonly label?: string | undefined;
  readonly deviceId?: string | undefined;
  readonly streamId?: string | undefined;
  readonly data?: JsonValue | undefined;
}

/** The name and the JSON Schema of an event in the file. Nanoseconds are a string: they pass what a JSON number holds. */
export const eventSchemaName = 'modlink.Event';
export const eventSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: eventSchemaName,
  type: 'object',
  required: ['type', 'timestampNs'],
  properties: {
    type: { enum: recordingEventTypes },
    timestampNs: { type: 'string', pattern: '^-?[0-9]+$', description: 'Nanoseconds since the Unix epoch' },
    label: { type: 'string' },
    deviceId: { type: 'string' },
    streamId: { type: 'string' },
    data: {},
  },
};

/** @throws {RecordingError} `RECORDING_INVALID_EVENT` */
export function encodeEvent(event: RecordingEvent): Uint8Array {
  if (!recordingEventTypes.includes(event.type)) {
    throw new RecordingError(
      'RECORDING_INVALID_EVENT',
      `A recording has no events of the type ${JSON.stringify(event.type)}; the types are ${recordingEventTypes.join(', ')}.`,
    );
  }
  if (event.data !== undefined && !isJsonValue(event.data)) {
    throw new RecordingError(
      'RECORDING_INVALID_EVENT',
      `The data of a ${event.type} event must be a JSON value.`,
    );
  }
  return new TextEncoder().encode(JSON.stringify({ ...event, timestampNs: String(event.timestampNs) }));
}

/** @throws {SyntaxError} for bytes that are no event. */
export function decodeEvent(bytes: Uint8Array): RecordingEvent {
  const event = JSON.parse(new TextDecoder().decode(bytes)) as RecordingEvent & { timestampNs: string };
  return { ...event, timestampNs: BigInt(event.timestampNs) };
}

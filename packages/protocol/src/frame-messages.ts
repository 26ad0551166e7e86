/**
 * Frames over the WebSocket `/frames`. Text messages are JSON: what a client asks for and what the server says to it. Binary
 * messages are frames, each one message:
 *
 * ```text
 *  0        4        8
 *  +--------+--------+----------------------------------------------+
 *  | u32 LE | u32 LE | modlink.Frame, as the driver's isolate        |
 *  | sub-   | dropped| encoded it (FlatBuffers), its data 8-aligned  |
 *  | scrip- | before | from here                                     |
 *  | tion   | this   |                                               |
 *  +--------+--------+----------------------------------------------+
 * ```
 *
 * `subscription` is the number that the client gave it; `dropped` counts the frames of this subscription that were dropped
 * since the one before, because the client did not take them.
 */
import { z } from 'zod';
import { replayId } from './recordings.js';
import { streamDescriptor } from './values.js';

export const framesPath = '/frames';

/** Chosen by the client, one for each of its subscriptions. */
const subscriptionNumber = z.int().min(1).max(0xffff_ffff);

export const subscribeMessage = z.strictObject({
  type: z.literal('subscribe'),
  subscription: subscriptionNumber,
  streams: z
    .array(z.string().min(1).max(400))
    .min(1)
    .max(1_000)
    .meta({ description: 'Stream ids, device ids, or patterns with *.' }),
  replayId: replayId
    .optional()
    .meta({ description: 'Streams of a replay; of connected devices when absent.' }),
  maxFramesPerSecond: z.number().positive().max(100_000).optional().meta({
    description: 'At most so many frames per stream; those between are left out and not counted as dropped.',
  }),
  envelope: z
    .strictObject({ pointsPerSecond: z.number().min(1).max(10_000) })
    .optional()
    .meta({
      description:
        'Signals as their envelope: two samples per point and channel, the least and the greatest of its time span. ' +
        'Streams whose rate is not higher come as they are.',
    }),
  queueSizeFrames: z.int().min(1).max(10_000).optional().meta({ description: '256 when absent.' }),
});

export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('authenticate'), token: z.string().min(1).max(1_000) }),
  subscribeMessage,
  z.strictObject({ type: z.literal('unsubscribe'), subscription: subscriptionNumber }),
]);
export type ClientMessage = z.output<typeof clientMessage>;
export type SubscribeMessage = z.output<typeof subscribeMessage>;

/** How the frames of a stream come. */
export const subscribedStream = z.object({
  streamId: z.string(),
  descriptor: streamDescriptor,
  envelope: z.object({ samplesPerPoint: z.int().positive() }).optional().meta({
    description: 'Present when frames hold least and greatest samples in turn, not the samples themselves.',
  }),
});
export type SubscribedStream = z.output<typeof subscribedStream>;

/** A frame for clients that ask for `/frames?format=json`. */
export const jsonFrame = z.object({
  type: z.literal('frame'),
  subscription: subscriptionNumber,
  dropped: z.int(),
  streamId: z.string(),
  timestampNs: z.string(),
  deviceTimeNs: z.string().optional(),
  seq: z.int().optional(),
  lost: z.int(),
  dtype: z.string(),
  shape: z.array(z.int()),
  data: z.string().meta({ description: 'The values in C order, little-endian, as base64.' }),
});

export const serverMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), protocolVersion: z.int() }),
  z.object({
    type: z.literal('streams'),
    subscription: subscriptionNumber,
    streams: z.array(subscribedStream).meta({ description: 'What the subscription holds from now on.' }),
  }),
  z.object({
    type: z.literal('error'),
    subscription: subscriptionNumber.optional(),
    code: z.string(),
    message: z.string(),
  }),
  jsonFrame,
]);
export type ServerMessage = z.output<typeof serverMessage>;
export type JsonFrame = z.output<typeof jsonFrame>;

export const frameHeaderBytes = 8;

/** A frame with its header. The header is copied before the frame: one copy per client that gets it. */
export function encodeFrameMessage(subscription: number, dropped: number, frame: Uint8Array): Uint8Array {
  const message = new Uint8Array(frameHeaderBytes + frame.byteLength);
  const header = new DataView(message.buffer);
  header.setUint32(0, subscription, true);
  header.setUint32(4, Math.min(dropped, 0xffff_ffff), true);
  message.set(frame, frameHeaderBytes);
  return message;
}

/** A received message, taken apart; `frame` is a view. @returns `undefined` for bytes that are no frame message. */
export function decodeFrameMessage(
  message: ArrayBuffer | Uint8Array,
): { readonly subscription: number; readonly dropped: number; readonly frame: Uint8Array } | undefined {
  const bytes = message instanceof Uint8Array ? message : new Uint8Array(message);
  if (bytes.byteLength <= frameHeaderBytes) return undefined;
  const header = new DataView(bytes.buffer, bytes.byteOffset, frameHeaderBytes);
  return {
    subscription: header.getUint32(0, true),
    dropped: header.getUint32(4, true),
    frame: bytes.subarray(frameHeaderBytes),
  };
}

/** Devices: found, connected, streaming; their commands and streams. */
import { commandTimes } from '@modlink/sdk';
import { z } from 'zod';
import { devicePolicy } from './host-settings.js';
import {
  deviceId,
  driverId,
  errorInfo,
  jsonObject,
  jsonValue,
  nanoseconds,
  streamDescriptor,
  streamId,
} from './values.js';

export const foundDevice = z
  .object({
    foundId: z.string().meta({ description: 'What connecting takes. Valid until the host ends.' }),
    driverId,
    provider: z.string(),
    title: z.string(),
    subtitle: z.string(),
    identity: z.string().meta({ description: 'What names the physical device for good.' }),
  })
  .meta({ id: 'FoundDevice' });
export type WireFoundDevice = z.output<typeof foundDevice>;

export const searchOutcome = z
  .object({
    devices: z.array(foundDevice),
    failures: z.array(z.object({ driverId, provider: z.string(), error: errorInfo })),
  })
  .meta({ id: 'SearchOutcome' });

export const deviceStates = [
  'connecting',
  'connected',
  'streaming',
  'restarting',
  'reconnecting',
  'disconnected',
  'failed',
] as const;

export const deviceCommand = z
  .object({
    name: z.string(),
    title: z.string().meta({ description: 'For a button.' }),
    description: z.string().optional(),
    arguments: jsonObject.meta({ description: 'JSON Schema (draft 2020-12) of the arguments.' }),
    result: jsonObject.optional().meta({ description: 'JSON Schema of what it gives.' }),
    when: z
      .enum(commandTimes)
      .meta({ description: 'At any time while connected, or only while it does not, or does, stream.' }),
    confirm: z.string().optional().meta({ description: 'What people are asked before it runs.' }),
    timeoutMs: z.number().optional(),
  })
  .meta({ id: 'DeviceCommand' });

export const device = z
  .object({
    deviceId,
    driverId,
    title: z.string(),
    identity: z.string().meta({ description: 'What names the physical device for good.' }),
    state: z.enum(deviceStates),
    streamIds: z.array(streamId),
    pid: z.int().optional().meta({ description: 'The process of its driver.' }),
    commands: z.array(deviceCommand),
    policy: devicePolicy,
    lastError: errorInfo.optional().meta({ description: 'The last thing that went wrong with it.' }),
  })
  .meta({ id: 'Device' });
export type WireDevice = z.output<typeof device>;

export const commandResult = z.object({ result: jsonValue }).meta({ id: 'CommandResult' });

export const streamStatistics = z
  .object({
    frames: z.int(),
    samples: z.int(),
    bytes: z.int(),
    gaps: z.int(),
    lostFrames: z.int(),
    lostSamples: z.int(),
    lateFrames: z.int(),
    measuredRateHz: z.number().optional(),
    jitterMs: z.number().optional(),
    jitterP50Ms: z.number().optional(),
    jitterP99Ms: z.number().optional(),
    longestIntervalMs: z.number().optional().meta({ description: 'Between the arrivals of two frames.' }),
    clock: z.enum(['device', 'samples']).optional().meta({
      description: 'What counts its time: the device’s own clock, or its samples at the nominal rate.',
    }),
    driftPpm: z.number().optional().meta({
      description: 'By how much that clock runs fast against the host’s, parts per million.',
    }),
    clockOffsetNs: nanoseconds.optional().meta({ description: 'Host clock minus device clock.' }),
    firstTimestampNs: nanoseconds.optional(),
    lastTimestampNs: nanoseconds.optional(),
    lastArrivalNs: nanoseconds.optional(),
  })
  .meta({ id: 'StreamStatistics', description: 'Since the stream began.' });

export const stream = z
  .object({
    streamId,
    descriptor: streamDescriptor,
    statistics: streamStatistics,
    rates: z.object({
      framesPerSecond: z.number(),
      samplesPerSecond: z.number(),
      bytesPerSecond: z.number(),
    }),
    droppedFrames: z
      .int()
      .meta({ description: 'By the driver’s isolate, because the host did not keep up.' }),
  })
  .meta({ id: 'Stream' });
export type WireStream = z.output<typeof stream>;

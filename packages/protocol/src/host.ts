/** The host itself: health, what it is, its log. */
import { z } from 'zod';
import { deviceId, driverId, nanoseconds } from './values.js';

export const health = z
  .object({
    status: z.literal('ok'),
    version: z.string().meta({ description: 'Of the host.' }),
    protocolVersion: z.int(),
    uptimeSeconds: z.number(),
  })
  .meta({ id: 'Health' });

export const hostInfo = z
  .object({
    version: z.string(),
    protocolVersion: z.int(),
    nodeVersion: z.string(),
    platform: z.string(),
    timeNs: nanoseconds.meta({ description: 'The host clock now, by which every frame is stamped.' }),
    memoryBytes: z.int(),
    safeMode: z.boolean(),
    recordingsFolder: z.string(),
    disk: z
      .object({ freeBytes: z.number(), totalBytes: z.number() })
      .optional()
      .meta({ description: 'Of the recordings; absent where it cannot be told.' }),
  })
  .meta({ id: 'HostInfo' });
export type HostInfo = z.output<typeof hostInfo>;

export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

export const logEntry = z
  .object({
    timestampNs: nanoseconds,
    level: z.enum(logLevels),
    source: z.enum(['host', 'driver', 'report']).meta({
      description: '`driver`: for whoever debugs a driver. `report`: what a driver tells its user.',
    }),
    driverId: driverId.optional(),
    deviceId: deviceId.optional(),
    message: z.string(),
  })
  .meta({ id: 'LogEntry' });
export type LogEntry = z.output<typeof logEntry>;

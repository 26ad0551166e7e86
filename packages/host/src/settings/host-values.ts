/**
 * What the user decides about a host as a whole. Each value has a default; those that the application or the command line decides
 * for one run are on top of what is saved.
 */
import { isAbsolute } from 'node:path';
import { defaultRecordingFolder } from '@modlink/recording';
import { recordingCompressions } from '@modlink/recording/format';
import { type Isolation, isolations } from '@modlink/sdk/manifest';
import { z } from 'zod';
import { defaultReconnectOptions, type ReconnectOptions } from '../supervisor/reconnect-policy.js';
import { defaultSilenceOptions, type SilenceOptions } from '../supervisor/silence-watchdog.js';

/** Long enough for any device, short enough for a timer. */
const waitMs = z.number().min(0).max(86_400_000);

export const reconnectSchema = z.strictObject({
  mode: z.enum(['on', 'off']).optional().describe('Whether a device that went away is looked for'),
  initialDelayMs: waitMs
    .min(10)
    .optional()
    .describe('Wait before the first attempt, ms; it doubles with each'),
  maxDelayMs: waitMs.min(10).optional().describe('The longest wait between two attempts, ms'),
  maxAttempts: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe('Attempts after which it is given up, unless a recording of it runs'),
});

export const silenceSchema = z.strictObject({
  action: z
    .enum(['report', 'restart-stream', 'reconnect'])
    .optional()
    .describe('What is done when a streaming device gives no data'),
  chunkPeriods: z
    .number()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('A stream is silent after this many of its chunk periods'),
  minSilenceMs: waitMs.min(10).optional().describe('But not before this time, ms'),
  firstFrameMs: waitMs.optional().describe('How long a stream may take to its first frame, ms'),
  irregularSilenceMs: waitMs.optional().describe('When a stream of irregular rate is silent, ms; 0 is never'),
});

/** What was decided about the devices of a driver, or about one device. */
export const policySchema = z.strictObject({
  reconnect: reconnectSchema.optional(),
  silence: silenceSchema.optional(),
});

const valueShape = {
  recordingsFolder: z
    .string()
    .min(1)
    .refine(isAbsolute, 'an absolute path')
    .optional()
    .describe('Where recordings go'),
  preRollMs: z
    .number()
    .min(0)
    .max(600_000)
    .optional()
    .describe('How much of the time before a recording is in it too, ms; it is kept in memory'),
  compression: z.enum(recordingCompressions).optional().describe('How recordings are compressed'),
  durableWithinMs: z
    .number()
    .min(20)
    .max(60_000)
    .optional()
    .describe('The most that a killed process loses of a recording, ms'),
  fsync: z
    .boolean()
    .optional()
    .describe('Whether a recording waits until it is on the disk, so that a power cut loses no more either'),
  keepAwake: z
    .boolean()
    .optional()
    .describe('Whether the computer is kept from going to sleep while it records'),
  lowSpaceWarningMs: waitMs
    .optional()
    .describe('A recording warns when the free space lasts less than this, ms'),
  reserveBytes: z
    .int()
    .min(0)
    .max(2 ** 50)
    .optional()
    .describe('A recording ends in order before less than this is free, bytes'),
  reconnect: reconnectSchema.optional().describe('Devices that went away'),
  silence: silenceSchema.optional().describe('Devices that give no data'),
  isolation: z
    .enum(['by-driver', ...isolations])
    .optional()
    .describe('Where drivers run; by-driver is where each asks to'),
  safeMode: z
    .boolean()
    .optional()
    .describe('Whether third-party drivers start switched off, from the next start on'),
};

/** What was set. Keys that are not known, of a newer version, are kept in the file. */
export const savedValuesSchema = z.looseObject(valueShape);
export const changedValuesSchema = z.strictObject(valueShape);
export type SavedHostValues = z.output<typeof changedValuesSchema>;

/** The settings of a host, complete. */
export interface HostValues {
  readonly recordingsFolder: string;
  readonly preRollMs: number;
  readonly compression: (typeof recordingCompressions)[number];
  readonly durableWithinMs: number;
  readonly fsync: boolean;
  readonly keepAwake: boolean;
  readonly lowSpaceWarningMs: number;
  readonly reserveBytes: number;
  readonly reconnect: ReconnectOptions;
  readonly silence: SilenceOptions;
  readonly isolation: Isolation | 'by-driver';
  readonly safeMode: boolean;
}
export type HostValueName = keyof HostValues;
export const hostValueNames = Object.keys(valueShape) as HostValueName[];

export function defaultHostValues(): HostValues {
  return {
    recordingsFolder: defaultRecordingFolder(),
    preRollMs: 0,
    compression: 'none',
    durableWithinMs: 1_000,
    fsync: false,
    keepAwake: false,
    lowSpaceWarningMs: 600_000,
    reserveBytes: 64 * 1024 * 1024,
    reconnect: defaultReconnectOptions,
    silence: defaultSilenceOptions,
    isolation: 'by-driver',
    safeMode: false,
  };
}

/** From when on a changed value counts. */
export type TakesEffect = 'at-once' | 'next-recording' | 'next-connection' | 'next-start';

export const hostValueEffects: Readonly<Record<HostValueName, TakesEffect>> = {
  recordingsFolder: 'at-once',
  preRollMs: 'at-once',
  compression: 'next-recording',
  durableWithinMs: 'next-recording',
  fsync: 'next-recording',
  keepAwake: 'next-recording',
  lowSpaceWarningMs: 'next-recording',
  reserveBytes: 'next-recording',
  reconnect: 'at-once',
  silence: 'at-once',
  isolation: 'next-connection',
  safeMode: 'next-start',
};

/** The settings as a JSON Schema (draft 2020-12), with titles and limits, for a form. */
export function hostValuesJsonSchema(): z.core.JSONSchema.JSONSchema {
  const { $schema: _, ...schema } = z.toJSONSchema(changedValuesSchema);
  return schema;
}

/** A change of values: `null` is back to the default. */
export type Changes<Values> = {
  readonly [Key in keyof Values]?:
    | (NonNullable<Values[Key]> extends object ? Changes<NonNullable<Values[Key]>> : Values[Key])
    | null
    | undefined;
};

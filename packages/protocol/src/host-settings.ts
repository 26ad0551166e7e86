/** What the user decides about a host, and what is done about devices that go away or fall silent. */
import { isolations } from '@modlink/sdk/manifest';
import { z } from 'zod';
import { compressions, jsonObject } from './values.js';

const waitMs = z.number().min(0).max(86_400_000);

export const reconnectPolicy = z
  .object({
    mode: z.enum(['on', 'off']).meta({ description: 'Whether a device that went away is looked for.' }),
    initialDelayMs: waitMs
      .min(10)
      .meta({ description: 'Wait before the first attempt; it doubles with each.' }),
    maxDelayMs: waitMs.min(10),
    maxAttempts: z
      .int()
      .min(0)
      .max(1_000_000)
      .meta({ description: 'After which it is given up, unless a recording of it runs.' }),
  })
  .meta({ id: 'ReconnectPolicy' });

export const silencePolicy = z
  .object({
    action: z.enum(['report', 'restart-stream', 'reconnect']),
    chunkPeriods: z
      .number()
      .min(1)
      .max(1_000_000)
      .meta({ description: 'A stream is silent after this many of its chunk periods.' }),
    minSilenceMs: waitMs.min(10).meta({ description: 'But not before this.' }),
    firstFrameMs: waitMs.meta({ description: 'How long a stream may take to its first frame.' }),
    irregularSilenceMs: waitMs.meta({ description: 'For a stream of irregular rate; 0 is never.' }),
  })
  .meta({ id: 'SilencePolicy' });

/** The same fields, each of which may be left out, or be `null`: back to what holds otherwise. */
const changed = <Shape extends z.core.$ZodShape>(schema: z.ZodObject<Shape>) =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(schema.shape).map(([key, value]) => [key, (value as z.ZodType).nullable().optional()]),
    ) as unknown as { [Key in keyof Shape]: z.ZodOptional<z.ZodNullable<Shape[Key]>> },
  );

const savedPolicy = z.object({
  reconnect: reconnectPolicy.partial().optional(),
  silence: silencePolicy.partial().optional(),
});

/** What is done about the devices of a driver, or about one device. */
export const devicePolicy = z
  .object({ reconnect: reconnectPolicy, silence: silencePolicy })
  .meta({ id: 'DevicePolicy' });
export type WireDevicePolicy = z.output<typeof devicePolicy>;

export const policyState = z
  .object({
    policy: devicePolicy.meta({ description: 'In force.' }),
    own: savedPolicy.meta({
      description: 'What was set here. The rest is from the driver, and from the host.',
    }),
  })
  .meta({ id: 'PolicyState' });

export const policyChange = z
  .strictObject({
    reconnect: changed(reconnectPolicy).nullable().optional(),
    silence: changed(silencePolicy).nullable().optional(),
  })
  .meta({
    id: 'PolicyChange',
    description: 'What is left out stays as it is; `null` is back to what holds otherwise. It holds at once.',
  });

const hostValues = z
  .object({
    recordingsFolder: z
      .string()
      .min(1)
      .max(4_000)
      .meta({ description: 'Where recordings go: an absolute path.' }),
    preRollMs: z.number().min(0).max(600_000).meta({
      description: 'How much of the time before a recording is in it too; it is kept in memory.',
    }),
    compression: z.enum(compressions),
    durableWithinMs: z
      .number()
      .min(20)
      .max(60_000)
      .meta({ description: 'The most that a killed process loses of a recording.' }),
    fsync: z.boolean().meta({ description: 'So that a power cut loses no more either.' }),
    keepAwake: z.boolean().meta({ description: 'Keeps the computer from going to sleep while it records.' }),
    lowSpaceWarningMs: waitMs.meta({ description: 'A recording warns when the free space lasts less.' }),
    reserveBytes: z
      .int()
      .min(0)
      .max(2 ** 50)
      .meta({ description: 'A recording ends in order before less is free.' }),
    reconnect: reconnectPolicy,
    silence: silencePolicy,
    isolation: z
      .enum(['by-driver', ...isolations])
      .meta({ description: 'Where drivers run; `by-driver` is where each asks to.' }),
    safeMode: z.boolean().meta({ description: 'Third-party drivers start switched off.' }),
  })
  .meta({ id: 'HostSettingsValues' });
export type HostSettingsValues = z.output<typeof hostValues>;

const hostValueName = hostValues.keyof();

export const takesEffect = ['at-once', 'next-recording', 'next-connection', 'next-start'] as const;

export const hostSettings = z
  .object({
    values: hostValues.meta({ description: 'Complete: what was set, and defaults for the rest.' }),
    set: z.array(hostValueName).meta({ description: 'What the user set.' }),
    overridden: z.array(hostValueName).meta({
      description: 'What the command line decides as long as this host runs, whatever is saved.',
    }),
    takesEffect: z
      .record(hostValueName, z.enum(takesEffect))
      .meta({ description: 'From when on a change counts.' }),
    schema: jsonObject.meta({ description: 'JSON Schema (draft 2020-12) of the values, for a form.' }),
  })
  .meta({ id: 'HostSettings' });
export type WireHostSettings = z.output<typeof hostSettings>;

export const hostSettingsChange = changed(hostValues)
  .extend({
    reconnect: changed(reconnectPolicy).nullable().optional(),
    silence: changed(silencePolicy).nullable().optional(),
  })
  .meta({
    id: 'HostSettingsChange',
    description: 'What is left out stays as it is; `null` is back to the default.',
  });

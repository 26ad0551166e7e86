/** Installed drivers and their settings. */
import { transportKinds } from '@modlink/sdk';
import { isolations } from '@modlink/sdk/manifest';
import { z } from 'zod';
import { devicePolicy } from './host-settings.js';
import { driverId, jsonObject } from './values.js';

export const diagnostic = z
  .object({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    message: z.string(),
    package: z.string().optional(),
    driverId: z.string().optional(),
    path: z.string(),
  })
  .meta({ id: 'Diagnostic', description: 'What is wrong with an installed package.' });

export const driver = z
  .object({
    driverId,
    displayName: z.string(),
    description: z.string().optional(),
    status: z.enum(['ok', 'blocked']),
    enabled: z.boolean(),
    disabledBy: z.enum(['user', 'allow-list', 'safe-mode']).optional(),
    providers: z.array(z.string()),
    transports: z.array(z.enum(transportKinds)),
    runsIn: z.enum(isolations),
    package: z.object({ name: z.string(), version: z.string(), path: z.string(), source: z.string() }),
    apiVersion: z.int(),
    sdkRange: z.string().optional(),
    hasSettings: z.boolean(),
    policy: devicePolicy,
    diagnostics: z.array(diagnostic),
  })
  .meta({ id: 'Driver' });
export type WireDriver = z.output<typeof driver>;

export const driverSettings = z
  .object({
    schema: jsonObject.optional().meta({ description: 'JSON Schema (draft 2020-12) of the values.' }),
    values: jsonObject.meta({ description: 'Complete: what was set, and defaults for the rest.' }),
  })
  .meta({ id: 'DriverSettings' });

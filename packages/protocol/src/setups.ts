/** Devices under a name, so that a workplace comes up ready. */
import { z } from 'zod';
import { deviceId, driverId, errorInfo, jsonValue } from './values.js';

export const setupName = z
  .string()
  .trim()
  .min(1, 'a setup has a name')
  .max(200)
  .regex(/^[^\p{Cc}/\\]*$/u, 'the name of a setup is one line, without slashes')
  .refine(
    (name) => !/^\.+$/.test(name) && !name.includes('%'),
    'the name of a setup is more than dots, and has no %',
  )
  .meta({ id: 'SetupName' });

export const setupDevice = z
  .object({ driverId, identity: z.string(), title: z.string(), isStreaming: z.boolean() })
  .meta({ id: 'SetupDevice' });

export const setup = z
  .object({
    name: z.string(),
    devices: z.array(setupDevice),
    view: jsonValue.meta({ description: 'What the page keeps with it: layout, labels.' }),
  })
  .meta({ id: 'Setup' });
export type WireSetup = z.output<typeof setup>;

export const restoredSetup = z
  .object({
    devices: z.array(
      z.object({
        device: setupDevice,
        deviceId: deviceId.optional().meta({ description: 'Absent where it is not there.' }),
        error: errorInfo.optional(),
      }),
    ),
  })
  .meta({ id: 'RestoredSetup' });

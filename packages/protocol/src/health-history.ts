/** What befell drivers and devices. */
import { z } from 'zod';
import { deviceId, driverId, nanoseconds } from './values.js';

export const healthKinds = [
  'crashed',
  'hung',
  'blocked',
  'out-of-memory',
  'restarted',
  'gave-up',
  'connection-lost',
  'reconnected',
  'reconnect-gave-up',
  'data-silent',
  'data-resumed',
  'search-failed',
] as const;

export const healthEntry = z
  .object({
    kind: z.enum(healthKinds),
    driverId,
    deviceId: deviceId.optional(),
    code: z.string().meta({ description: 'Stable; see the list of error codes.' }),
    message: z.string(),
    remedy: z.string().optional().meta({ description: 'What to do; absent where nothing is to be done.' }),
    firstNs: nanoseconds,
    lastNs: nanoseconds,
    count: z.int().meta({ description: 'How many times in a row, from `firstNs` to `lastNs`.' }),
  })
  .meta({ id: 'HealthEntry' });
export type WireHealthEntry = z.output<typeof healthEntry>;

export const healthHistory = z
  .object({
    entries: z.array(healthEntry).meta({ description: 'The newest first; also of hosts before this one.' }),
  })
  .meta({ id: 'HealthHistory' });

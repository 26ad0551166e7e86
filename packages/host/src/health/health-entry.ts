/** What befell a driver or a device, and what to do about it. */
import type { JsonValue } from '@modlink/sdk';
import { z } from 'zod';
import { eventWords } from '../events/event-words.js';
import type { HostEvent } from '../events/host-events.js';

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
export type HealthKind = (typeof healthKinds)[number];

const nanoseconds = z.string().regex(/^\d+$/);

export const healthEntrySchema = z.object({
  kind: z.enum(healthKinds),
  driverId: z.string(),
  deviceId: z.string().optional(),
  /** Stable; the driver's or the transport's own where it gave one. */
  code: z.string(),
  message: z.string(),
  /** What to do about it; absent where nothing is to be done. */
  remedy: z.string().optional(),
  /** Host clock when it happened first and last, and how many times in a row. */
  firstNs: nanoseconds,
  lastNs: nanoseconds,
  count: z.int().positive(),
});
export type HealthEntry = Readonly<z.output<typeof healthEntrySchema>>;

/** Of a message, in characters: whatever a driver writes. */
const longestMessage = 2_000;

const ofDriver =
  'It is started again by itself. If it happens again and again, update the driver, or tell its author what the log says.';
const ofConnection = 'Check cable, battery and distance.';

const remedies: Readonly<Partial<Record<HealthKind, string>>> = {
  crashed: ofDriver,
  hung: ofDriver,
  blocked: ofDriver,
  'out-of-memory': ofDriver,
  'gave-up': 'Update the driver or tell its author; then connect the device again.',
  'connection-lost': ofConnection,
  'reconnect-gave-up': `${ofConnection} Then search, and connect it again.`,
  'data-silent': `Check that the device is switched on and measures. ${ofConnection}`,
  'search-failed': 'Do as the message says, and search again.',
};

/** An event as what it means for the health of a driver; `undefined` where it means nothing. */
export function healthEntry(
  event: HostEvent,
  driverOf: (deviceId: string) => string | undefined,
): HealthEntry | undefined {
  const told = whatHappened(event);
  if (told === undefined) return undefined;
  const deviceId = 'deviceId' in event ? event.deviceId : undefined;
  const driverId =
    'driverId' in event ? event.driverId : deviceId === undefined ? undefined : driverOf(deviceId);
  if (driverId === undefined) return undefined;
  const remedy = remedies[told.kind];
  const timeNs = String(event.timestampNs);
  return {
    ...told,
    message: told.message.slice(0, longestMessage),
    driverId,
    ...(deviceId !== undefined && { deviceId }),
    ...(remedy !== undefined && { remedy }),
    firstNs: timeNs,
    lastNs: timeNs,
    count: 1,
  };
}

function whatHappened(event: HostEvent): Pick<HealthEntry, 'kind' | 'code' | 'message'> | undefined {
  const message = eventWords(event)?.text ?? '';
  switch (event.type) {
    case 'isolate-failed':
      return { kind: event.cause, code: 'ISOLATE_EXITED', message };
    case 'restarted':
      return { kind: 'restarted', code: 'RESTARTED', message };
    case 'gave-up':
    case 'reconnect-gave-up':
      return { kind: event.type, code: event.error.code, message };
    case 'connection-lost':
      return { kind: 'connection-lost', code: codeIn(event.detail) ?? 'CONNECTION_LOST', message };
    case 'reconnected':
      return { kind: 'reconnected', code: 'RECONNECTED', message };
    case 'data-silent':
      return { kind: 'data-silent', code: 'DATA_SILENT', message };
    case 'data-resumed':
      return { kind: 'data-resumed', code: 'DATA_RESUMED', message };
    case 'search-failed':
      return { kind: 'search-failed', code: event.error.code, message: event.error.message };
    default:
      return undefined;
  }
}

/** What a driver gives with a lost connection may have the code of a transport. */
function codeIn(detail: JsonValue): string | undefined {
  const { code } = (detail ?? {}) as { code?: JsonValue };
  return typeof code === 'string' ? code : undefined;
}

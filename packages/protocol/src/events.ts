/**
 * Low-rate events over `GET /events` (server-sent events): hints that something changed, while the routes tell how it is
 * now. Each has an id; a client that reconnects with `Last-Event-ID` gets what it missed, or `resync-required` when that
 * is not kept any more: then it asks the routes again.
 */
import { z } from 'zod';
import { device } from './devices.js';
import { logEntry } from './host.js';
import { importJob } from './imports.js';
import { packageJob } from './packages.js';
import { exportJob, recordingEvent, recordingId, replayState, runningRecording } from './recordings.js';
import { deviceId, driverId, errorInfo } from './values.js';

export const eventsPath = '/events';

export const serverEvent = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('resync-required'), reason: z.string() }),
    z.object({ type: z.literal('device'), device }),
    z.object({ type: z.literal('streams-changed') }),
    z.object({ type: z.literal('drivers-changed') }),
    z.object({ type: z.literal('settings-changed') }),
    z.object({ type: z.literal('health-changed'), driverId, deviceId: deviceId.optional() }),
    z.object({
      type: z.literal('devices-plugged'),
      driverIds: z.array(driverId).meta({ description: 'Drivers whose search may give something else now.' }),
    }),
    z.object({ type: z.literal('recording'), recording: runningRecording }),
    z.object({ type: z.literal('recording-event'), event: recordingEvent }),
    z.object({ type: z.literal('recordings-changed') }),
    z.object({ type: z.literal('replay'), replay: replayState }),
    z.object({ type: z.literal('replay-closed'), replayId: z.string() }),
    z.object({ type: z.literal('export'), export: exportJob }),
    z.object({ type: z.literal('import'), import: importJob }),
    z.object({ type: z.literal('package-job'), job: packageJob }),
    z.object({ type: z.literal('log'), entry: logEntry }),
    z.object({
      type: z.literal('problem'),
      deviceId: deviceId.optional(),
      recordingId: recordingId
        .optional()
        .meta({ description: 'Of the running recording that it is about, and ended by it.' }),
      storedId: recordingId.optional().meta({ description: 'Its id among the stored recordings.' }),
      error: errorInfo,
    }),
  ])
  .meta({ id: 'ServerEvent' });
export type ServerEvent = z.output<typeof serverEvent>;
export type ServerEventType = ServerEvent['type'];

/** Recordings: running and stored, their markers and segments; replays and exports of them. */
import { z } from 'zod';
import { streamStatistics } from './devices.js';
import {
  errorInfo,
  jsonObject,
  jsonValue,
  label,
  nanoseconds,
  streamDescriptor,
  streamId,
} from './values.js';

/** Opaque: never a path. */
export const recordingId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,100}$/, 'a recording id is letters, digits, hyphens and underscores')
  .meta({ id: 'RecordingId' });

const labels = {
  name: label.optional().meta({ description: 'A name by the time when absent.' }),
  session: label.optional(),
  experiment: label.optional(),
};

export const startRecording = z
  .strictObject({
    ...labels,
    streams: z
      .array(z.string().min(1).max(400))
      .min(1)
      .optional()
      .meta({ description: 'Stream ids, device ids, or patterns with *; all streams when absent.' }),
    metadata: jsonObject.optional().meta({ description: 'Whatever is to be kept with it: subject, notes.' }),
  })
  .meta({ id: 'StartRecording' });

export const runningRecording = z
  .object({
    recordingId,
    name: z.string(),
    session: z.string().optional(),
    experiment: z.string().optional(),
    state: z.enum(['recording', 'finishing', 'finished', 'failed']),
    error: errorInfo.optional(),
    path: z.string(),
    startedNs: nanoseconds,
    fileBytes: z.int(),
    pendingBytes: z.int(),
    durableUpToNs: nanoseconds
      .optional()
      .meta({ description: 'Everything received before this is in the file, whatever happens.' }),
    frames: z.int(),
    samples: z.int(),
    gaps: z.int(),
    events: z.int(),
    streams: z.array(z.object({ streamId, statistics: streamStatistics })),
    openSegments: z.array(z.string()),
  })
  .meta({ id: 'RunningRecording' });
export type WireRunningRecording = z.output<typeof runningRecording>;

export const marker = z
  .strictObject({
    label,
    timestampNs: nanoseconds.optional().meta({
      description: 'When it was, on the host clock; the moment of the request’s arrival when absent.',
    }),
    source: label.optional().meta({ description: 'What set it, for example "PsychoPy".' }),
    data: jsonValue.optional(),
  })
  .meta({ id: 'Marker' });

export const markerTaken = z
  .object({
    timestampNs: nanoseconds.meta({ description: 'As it was recorded.' }),
    receivedNs: nanoseconds.meta({ description: 'Host clock at which the request arrived.' }),
    recordings: z.array(recordingId).meta({ description: 'The running recordings that hold it.' }),
  })
  .meta({ id: 'MarkerTaken' });

export const storedRecording = z
  .object({
    recordingId,
    name: z.string(),
    session: z.string().optional(),
    experiment: z.string().optional(),
    path: z.string(),
    sizeBytes: z.int(),
    startedNs: nanoseconds.optional(),
    durationMs: z.number(),
    complete: z.boolean().meta({ description: 'False for one that was cut off; it reads all the same.' }),
    problem: z.string().optional(),
    isRunning: z.boolean(),
    streamIds: z.array(z.string()),
    drivers: z.array(z.object({ driverId: z.string(), version: z.string().optional() })),
  })
  .meta({ id: 'StoredRecording' });
export type WireStoredRecording = z.output<typeof storedRecording>;

export const recordingEvent = z
  .object({
    type: z.string(),
    timestampNs: nanoseconds,
    label: z.string().optional(),
    deviceId: z.string().optional(),
    streamId: z.string().optional(),
    data: jsonValue.optional(),
  })
  .meta({ id: 'RecordingEvent' });

export const recordingDetails = storedRecording
  .extend({
    hostVersion: z.string(),
    metadata: jsonObject,
    firstNs: nanoseconds.optional(),
    lastNs: nanoseconds.optional(),
    streams: z.array(
      z.object({
        streamId,
        descriptor: streamDescriptor,
        driverId: z.string(),
        frames: z.int(),
        statistics: streamStatistics.optional(),
      }),
    ),
    events: z.array(recordingEvent),
  })
  .meta({ id: 'RecordingDetails' });

export const verifyReport = z
  .object({
    isSound: z.boolean().meta({ description: 'Whether there is no error: gaps and a missing end are none.' }),
    complete: z.boolean(),
    sizeBytes: z.int(),
    chunks: z.int(),
    frames: z.int(),
    events: z.int(),
    findings: z.array(
      z.object({
        severity: z.string(),
        code: z.string(),
        message: z.string(),
        streamId: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'VerifyReport' });

/** Opaque. */
export const replayId = recordingId.meta({ id: 'ReplayId' });

/** How many times faster than it was recorded; `max`: as fast as it goes. */
const replaySpeed = z.union([z.number().min(0.1).max(16), z.literal('max')]);

/** `true`: all of it again and again; a range in milliseconds: just that part. */
const replayLoop = z.union([
  z.boolean(),
  z.strictObject({ fromMs: z.number().min(0), toMs: z.number().positive() }),
]);

export const replayState = z
  .object({
    replayId,
    recordingIds: z.array(recordingId),
    state: z.enum(['paused', 'playing', 'ended', 'failed', 'closed']),
    positionMs: z.number().meta({ description: 'From the beginning.' }),
    durationMs: z.number(),
    startNs: nanoseconds.meta({ description: 'Host clock at the beginning, when it was recorded.' }),
    speed: replaySpeed,
    loop: replayLoop,
    streams: z.array(z.object({ streamId, descriptor: streamDescriptor })),
    error: errorInfo.optional().meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'Replay' });
export type WireReplay = z.output<typeof replayState>;

export const replayChange = z
  .strictObject({
    state: z.enum(['paused', 'playing']).optional(),
    positionMs: z.number().min(0).optional().meta({ description: 'Seeks.' }),
    speed: replaySpeed.optional(),
    loop: replayLoop.optional(),
  })
  .meta({ id: 'ReplayChange' });

/** What a format lets choose: a form can be made of it. */
export const exportOption = z
  .object({
    name: z.string(),
    kind: z.enum(['choice', 'text']).meta({ description: '`choice`: one of `choices`. `text`: anything.' }),
    title: z.string(),
    description: z.string(),
    choices: z.array(z.object({ value: z.string(), title: z.string() })).optional(),
    default: z.string(),
  })
  .meta({ id: 'ExportOption' });
export type WireExportOption = z.output<typeof exportOption>;

export const exportFormat = z
  .object({ id: z.string(), title: z.string(), options: z.array(exportOption) })
  .meta({ id: 'ExportFormat' });

/** Opaque. */
export const exportId = recordingId.meta({ id: 'ExportId' });

export const startExport = z
  .strictObject({
    recordingId,
    format: z.string().min(1).max(50),
    streams: z.array(streamId).min(1).optional(),
    options: z
      .record(z.string().max(50), z.string().max(200))
      .optional()
      .meta({
        description: 'Values of the options of the format, by name; the default of each when absent.',
      }),
  })
  .meta({ id: 'StartExport' });

export const exportJob = z
  .object({
    exportId,
    recordingId,
    format: z.string(),
    state: z.enum(['running', 'finished', 'failed', 'cancelled']),
    framesDone: z.int(),
    framesTotal: z.int(),
    error: errorInfo.optional(),
    files: z.array(
      z.object({
        name: z.string(),
        streamId: z.string().optional(),
        sizeBytes: z.int(),
        rows: z.int().optional(),
      }),
    ),
    skipped: z.array(z.object({ streamId: z.string(), reason: z.string() })),
  })
  .meta({ id: 'ExportJob' });
export type WireExportJob = z.output<typeof exportJob>;

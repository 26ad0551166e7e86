/** Recordings: running and stored, their markers and segments; replays and exports of them. */
import { z } from 'zod';
import { streamStatistics } from './devices.js';
import {
  compressions,
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

/** What is to be said about a recording, in any number of lines. */
const notes = z.string().trim().min(1, 'notes are not empty').max(20_000);

const labels = {
  name: label.max(200).optional().meta({ description: 'A name by the time when absent.' }),
  session: label.max(200).optional(),
  experiment: label.max(200).optional(),
  subject: label.max(200).optional().meta({ description: 'Who or what is recorded: a code, not a name.' }),
  notes: notes.optional(),
};

/** The most that a recording may last, milliseconds: 24 days. */
const longestMs = 2 ** 31 - 1;

export const startRecording = z
  .strictObject({
    ...labels,
    streams: z
      .array(z.string().min(1).max(400))
      .min(1)
      .optional()
      .meta({ description: 'Stream ids, device ids, or patterns with *; all streams when absent.' }),
    metadata: jsonObject.optional().meta({ description: 'Whatever else is to be kept with it.' }),
    compression: z
      .enum(compressions)
      .optional()
      .meta({ description: 'As the settings of the host say when absent.' }),
    rollSizeBytes: z
      .int()
      .min(1024 * 1024)
      .optional()
      .meta({ description: 'Goes on in another file when one has this size.' }),
    rollEveryMs: z
      .number()
      .min(1000)
      .max(longestMs)
      .optional()
      .meta({ description: 'Goes on in another file after this time.' }),
    durableWithinMs: z.number().min(20).max(60_000).optional().meta({
      description: 'The most that a killed process loses. As the settings of the host say when absent.',
    }),
    fsync: z.boolean().optional().meta({
      description:
        'Waits until it is on the disk, so that a power cut loses no more either. As the settings of the host say when absent.',
    }),
    stopAfterMs: z.number().positive().max(longestMs).optional().meta({ description: 'Ends by itself.' }),
    stopAtNs: nanoseconds
      .optional()
      .meta({ description: 'Ends by itself at this time of the host clock; in place of `stopAfterMs`.' }),
    preRollMs: z.number().min(0).max(600_000).optional().meta({
      description:
        'How much of the time before is in it too: at most what the settings of the host keep, and that when absent.',
    }),
  })
  .meta({ id: 'StartRecording' });

/** How much room there is for what comes now. */
export const recordingSpace = z
  .object({
    freeBytes: z.number(),
    bytesPerSecond: z.number(),
    lastsMs: z.number().optional().meta({ description: 'Absent where nothing comes.' }),
  })
  .meta({ id: 'RecordingSpace' });

export const runningRecording = z
  .object({
    recordingId,
    name: z.string(),
    session: z.string().optional(),
    experiment: z.string().optional(),
    subject: z.string().optional(),
    notes: z.string().optional(),
    state: z.enum(['recording', 'finishing', 'finished', 'failed']),
    error: errorInfo.optional(),
    storedId: recordingId
      .optional()
      .meta({ description: 'Its id among the stored recordings; absent where it is not in their folder.' }),
    path: z
      .string()
      .meta({ description: 'The file that is written to; the last, where it goes to several.' }),
    paths: z.array(z.string()).meta({ description: 'All files, in their order.' }),
    startedNs: nanoseconds,
    elapsedMs: z.number(),
    endsNs: nanoseconds.optional().meta({ description: 'When it ends by itself.' }),
    space: recordingSpace.optional().meta({ description: 'Of its disk; absent where it cannot be told.' }),
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
    subject: z.string().optional(),
    notes: z.string().optional(),
    parts: z
      .array(z.object({ part: z.int(), fileName: z.string(), sizeBytes: z.int(), complete: z.boolean() }))
      .optional()
      .meta({ description: 'Its files, where it went to several.' }),
    missingParts: z
      .array(z.int())
      .optional()
      .meta({ description: 'The parts that are not in the folder of the others.' }),
    editRevision: z.int().meta({ description: 'How many times its labels and events were edited.' }),
    editsProblem: z.string().optional().meta({ description: 'Why its edits do not count.' }),
    path: z.string().meta({ description: 'Of its file; of the first, where it went to several.' }),
    sizeBytes: z.int(),
    startedNs: nanoseconds.optional(),
    durationMs: z.number(),
    complete: z.boolean().meta({ description: 'False for one that was cut off; it reads all the same.' }),
    problem: z.string().optional(),
    isRunning: z.boolean(),
    streamIds: z.array(z.string()),
    drivers: z.array(
      z.object({
        driverId: z.string(),
        package: z.string().optional(),
        version: z.string().optional(),
        blocked: z
          .string()
          .optional()
          .meta({ description: 'Why this version is on the list of blocked ones now.' }),
      }),
    ),
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

/** An event of a stored recording, as it is now. */
export const listedEvent = recordingEvent
  .extend({ eventId: z.string().meta({ description: 'By which it is edited. A change gives it another.' }) })
  .meta({ id: 'ListedEvent' });
export type WireListedEvent = z.output<typeof listedEvent>;

/** What people set, and may set anew; the rest of the events is what happened. */
export const editableEventTypes = ['marker', 'segment-start', 'segment-end'] as const;

const eventId = z.string().regex(/^[ar]\d{1,15}$/, 'an event id is "r" or "a" and a number');

export const eventEdit = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('add'),
      event: z.strictObject({
        type: z.enum(editableEventTypes),
        timestampNs: nanoseconds,
        label,
        data: jsonValue.optional(),
      }),
    }),
    z.strictObject({
      type: z.literal('change'),
      eventId,
      label: label.optional(),
      timestampNs: nanoseconds.optional(),
      data: jsonValue.optional(),
    }),
    z.strictObject({ type: z.literal('remove'), eventId }),
    z.strictObject({ type: z.literal('restore'), eventId }).meta({
      description:
        'Takes back that an event was removed or changed: it is there again, as it was, under its id.',
    }),
  ])
  .meta({ id: 'EventEdit' });
export type WireEventEdit = z.output<typeof eventEdit>;

const revision = z.int().min(0).optional().meta({
  description:
    'The `editRevision` that was looked at: where somebody edited the recording since, this is a conflict (409) and nothing is changed.',
});

export const editEvents = z
  .strictObject({ revision, edits: z.array(eventEdit).min(1).max(10_000) })
  .meta({ id: 'EditEvents', description: 'All of the edits take effect, in their order, or none.' });

export const editRecording = z
  .strictObject({
    revision,
    name: label.max(200).optional(),
    session: label.max(200).nullable().optional(),
    experiment: label.max(200).nullable().optional(),
    subject: label.max(200).nullable().optional(),
    notes: notes.nullable().optional(),
  })
  .meta({
    id: 'EditRecording',
    description: 'What is left out stays as it is; `null` takes a label away.',
  });

/** What a recording tells of a driver that its streams come from. */
export const recordedDriver = z
  .object({
    deviceId: z.string(),
    driverId: z.string(),
    displayName: z.string().optional(),
    package: z.string().optional(),
    version: z.string().optional(),
    integrity: z
      .string()
      .optional()
      .meta({ description: 'Of the package, as Subresource Integrity, where it is known.' }),
    source: z.string().optional().meta({
      description:
        'Where the package came from: `registry`, `tarball`, `folder`, `url`, `bundle`, `application`, `explicit`.',
    }),
    firmware: z.string().optional(),
    settings: jsonObject
      .optional()
      .meta({ description: 'What the driver was set to; secrets are replaced by `***`.' }),
  })
  .meta({ id: 'RecordedDriver' });
export type WireRecordedDriver = z.output<typeof recordedDriver>;

export const recordingDetails = storedRecording
  .extend({
    hostVersion: z.string(),
    metadata: jsonObject,
    firstNs: nanoseconds.optional(),
    lastNs: nanoseconds.optional(),
    provenance: z.array(recordedDriver).meta({
      description: 'Devices and their drivers as they were; one again where its driver changed on the way.',
    }),
    streams: z.array(
      z.object({
        streamId,
        descriptor: streamDescriptor,
        driverId: z.string(),
        frames: z.int(),
        statistics: streamStatistics.optional(),
      }),
    ),
    events: z.array(listedEvent),
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
        file: z
          .string()
          .optional()
          .meta({ description: 'The name of the file, where the recording went to several.' }),
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

export const openReplay = z
  .strictObject({
    recordingIds: z.array(recordingId).min(1).max(20),
    align: z.enum(['clock', 'start']).optional().meta({
      description:
        'Several recordings as they were made, by the host clock (when absent), or all at the start.',
    }),
  })
  .meta({ id: 'OpenReplay' });

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
    options: z.record(z.string().max(50), z.string().max(200)).optional().meta({
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

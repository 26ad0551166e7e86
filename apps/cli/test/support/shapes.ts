/** The JSON that the README documents. Strict: a field that is not documented fails. */
import { z } from 'zod';

const nanoseconds = z.string().regex(/^\d+$/);
const json = z.json();

export const error = z.strictObject({
  name: z.string(),
  code: z.string().regex(/^[A-Z_]+$/),
  message: z.string(),
  subject: z.record(z.string(), z.string()).optional(),
});
export const errorDocument = z.strictObject({ error });

export const drivers = z.strictObject({
  drivers: z.array(
    z.strictObject({
      driverId: z.string(),
      displayName: z.string(),
      description: z.string().optional(),
      package: z.string(),
      version: z.string(),
      source: z.enum(['explicit', 'application', 'user']),
      path: z.string(),
      providers: z.array(z.string()),
      transports: z.array(z.string()),
      isolation: z.enum(['process', 'worker', 'inline']),
      status: z.enum(['ok', 'disabled', 'blocked']),
      disabledBy: z.enum(['user', 'allow-list', 'safe-mode']).optional(),
    }),
  ),
  diagnostics: z.array(
    z.strictObject({
      code: z.string(),
      severity: z.enum(['error', 'warning']),
      message: z.string(),
      package: z.string().optional(),
      driverId: z.string().optional(),
      path: z.string(),
    }),
  ),
});

export const allowList = z.strictObject({
  allowList: z
    .strictObject({ drivers: z.array(z.string()).optional(), packages: z.array(z.string()).optional() })
    .nullable(),
});

export const assignment = z.strictObject({ driverId: z.string(), package: z.string() });

export const driverChoice = z.strictObject({ driverId: z.string(), enabled: z.boolean() });

export const search = z.strictObject({
  devices: z.array(
    z.strictObject({
      driverId: z.string(),
      provider: z.string(),
      title: z.string(),
      subtitle: z.string(),
      identity: z.string(),
      likely: z.literal(false).optional(),
      extra: json,
    }),
  ),
  failures: z.array(z.strictObject({ driverId: z.string(), provider: z.string(), error })),
  slow: z.array(z.string()),
});

export const commands = z.strictObject({
  deviceId: z.string(),
  commands: z.array(
    z.strictObject({
      name: z.string(),
      title: z.string(),
      description: z.string().optional(),
      arguments: z.record(z.string(), json),
      result: z.record(z.string(), json).optional(),
      when: z.enum(['connected', 'idle', 'streaming']),
      confirm: z.string().optional(),
      timeoutMs: z.number().optional(),
    }),
  ),
});

export const commandResult = z.strictObject({ deviceId: z.string(), command: z.string(), result: json });

export const settings = z.strictObject({
  driverId: z.string(),
  values: z.record(z.string(), json),
  schema: z.record(z.string(), json).optional(),
});

export const hostSettings = z.strictObject({
  values: z.record(z.string(), json),
  defaults: z.record(z.string(), json),
  saved: z.record(z.string(), json),
  takesEffect: z.record(z.string(), z.enum(['at-once', 'next-recording', 'next-connection', 'next-start'])),
  schema: z.record(z.string(), json),
});

const policyValues = z.strictObject({
  reconnect: z.record(z.string(), json),
  silence: z.record(z.string(), json),
});
export const policy = z.strictObject({ id: z.string(), policy: policyValues, own: policyValues.partial() });

export const health = z.strictObject({
  entries: z.array(
    z.strictObject({
      kind: z.string(),
      driverId: z.string(),
      deviceId: z.string().optional(),
      code: z.string(),
      message: z.string(),
      remedy: z.string().optional(),
      firstNs: nanoseconds,
      lastNs: nanoseconds,
      count: z.number(),
    }),
  ),
});

export const doctor = z.strictObject({
  findings: z.array(
    z.strictObject({
      check: z.string(),
      level: z.enum(['ok', 'warning', 'problem']),
      message: z.string(),
      remedy: z.string().optional(),
    }),
  ),
  problems: z.number(),
  bundle: z.string().optional(),
});

export const exitCodes = z.strictObject({
  exitCodes: z.array(z.strictObject({ code: z.number(), meaning: z.string() })),
});

const statistics = {
  frames: z.number(),
  samples: z.number(),
  bytes: z.number(),
  gaps: z.number(),
  lostFrames: z.number(),
  lostSamples: z.number(),
  lateFrames: z.number(),
  measuredRateHz: z.number().optional(),
  jitterMs: z.number().optional(),
  jitterP50Ms: z.number().optional(),
  jitterP99Ms: z.number().optional(),
  longestIntervalMs: z.number().optional(),
  clock: z.enum(['device', 'samples']).optional(),
  driftPpm: z.number().optional(),
  clockOffsetNs: nanoseconds.optional(),
  firstTimestampNs: nanoseconds.optional(),
  lastTimestampNs: nanoseconds.optional(),
  lastArrivalNs: nanoseconds.optional(),
};

const descriptor = z.strictObject({
  deviceId: z.string(),
  streamKey: z.string(),
  payloadType: z.enum(['signal', 'raster', 'field', 'video']),
  nominalSampleRateHz: z.union([z.number(), z.literal('irregular')]),
  chunkSize: z.number(),
  channelNames: z.array(z.string()),
  displayName: z.string().optional(),
  dtype: z.string().optional(),
  pixelFormat: z.string().optional(),
  metadata: z.record(z.string(), json),
});

export const inspect = z.strictObject({
  path: z.string(),
  sizeBytes: z.number(),
  complete: z.boolean(),
  problem: z.string().optional(),
  name: z.string(),
  session: z.string().optional(),
  experiment: z.string().optional(),
  subject: z.string().optional(),
  notes: z.string().optional(),
  series: z
    .strictObject({
      seriesId: z.string(),
      part: z.number(),
      previous: z.string().optional(),
      next: z.string().optional(),
    })
    .optional(),
  parts: z
    .array(
      z.strictObject({ part: z.number(), path: z.string(), sizeBytes: z.number(), complete: z.boolean() }),
    )
    .optional(),
  missingParts: z.array(z.number()).optional(),
  startedNs: nanoseconds,
  firstNs: nanoseconds.optional(),
  lastNs: nanoseconds.optional(),
  durationMs: z.number(),
  hostVersion: z.string(),
  metadata: z.record(z.string(), json),
  editRevision: z.number(),
  eventCount: z.number(),
  streams: z.array(
    z.strictObject({
      channelId: z.number(),
      streamId: z.string(),
      descriptor,
      driverId: z.string(),
      frames: z.number(),
      statistics: z.strictObject(statistics).optional(),
    }),
  ),
  drivers: z.array(
    z.strictObject({
      deviceId: z.string(),
      driverId: z.string(),
      package: z.string().optional(),
      version: z.string().optional(),
      integrity: z.string().optional(),
      source: z.string().optional(),
      displayName: z.string().optional(),
      firmware: z.string().optional(),
      settings: z.record(z.string(), json).optional(),
      metadata: z.record(z.string(), json).optional(),
    }),
  ),
  events: z.array(
    z.strictObject({
      type: z.string(),
      timestampNs: nanoseconds,
      label: z.string().optional(),
      deviceId: z.string().optional(),
      streamId: z.string().optional(),
      data: json.optional(),
    }),
  ),
});

export const imported = z.strictObject({
  imported: z.array(
    z.strictObject({
      format: z.string(),
      path: z.string(),
      sizeBytes: z.number(),
      streams: z.array(z.strictObject({ streamId: z.string(), frames: z.number(), samples: z.number() })),
      events: z.number(),
      warnings: z.array(z.strictObject({ at: z.string().optional(), message: z.string() })),
      warningCount: z.number(),
    }),
  ),
  failed: z.array(z.strictObject({ input: z.string(), error: z.looseObject({ code: z.string() }) })),
});

export const exported = z.strictObject({
  format: z.string(),
  files: z.array(
    z.strictObject({
      path: z.string(),
      streamId: z.string().optional(),
      rows: z.number(),
      sizeBytes: z.number(),
    }),
  ),
  skipped: z.array(z.strictObject({ streamId: z.string(), reason: z.string() })),
  complete: z.boolean(),
});

const recording = {
  state: z.enum(['recording', 'finishing', 'finished', 'failed']),
  name: z.string(),
  session: z.string().optional(),
  experiment: z.string().optional(),
  subject: z.string().optional(),
  notes: z.string().optional(),
  startedNs: nanoseconds,
  hostVersion: z.string(),
  metadata: z.record(z.string(), json),
  error: error.optional(),
  path: z.string(),
  paths: z.array(z.string()),
  fileBytes: z.number(),
  pendingBytes: z.number(),
  durableUpToNs: nanoseconds.optional(),
  frames: z.number(),
  samples: z.number(),
  gaps: z.number(),
  events: z.number(),
};

const ending = z.enum(['duration', 'stopped', 'played', 'lost', 'failed']);
const streamStatistics = z.array(z.strictObject({ streamId: z.string(), ...statistics }));

/** A line of `start` or `record`. */
export const liveLine = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    path: z.string().optional(),
    url: z.url().optional(),
    recordingsFolder: z.string().optional(),
    safeMode: z.boolean().optional(),
    devices: z.array(
      z.strictObject({
        deviceId: z.string(),
        driverId: z.string(),
        title: z.string(),
        streams: z.array(descriptor),
      }),
    ),
  }),
  z.strictObject({
    type: z.literal('status'),
    elapsedMs: z.number(),
    streams: streamStatistics,
    recording: z.strictObject(recording).optional(),
  }),
  z.strictObject({
    type: z.literal('event'),
    event: z.looseObject({ type: z.string(), timestampNs: nanoseconds }),
  }),
  z.strictObject({
    type: z.literal('finished'),
    ending,
    elapsedMs: z.number().optional(),
    streams: streamStatistics.optional(),
    recording: z
      .strictObject({
        ...recording,
        streams: z.array(z.strictObject({ channelId: z.number(), streamId: z.string(), ...statistics })),
      })
      .optional(),
  }),
  z.strictObject({ type: z.literal('error'), error }),
]);

/**
 * What a recording says about itself, as MCAP metadata records (text keys and values):
 *
 * | record | when | holds |
 * |---|---|---|
 * | `modlink:recording` | at the start | name, session, experiment, subject, notes, start, versions, metadata |
 * | `modlink:driver:<deviceId>` | when a device's first stream is added, and again when it changed | {@link DriverProvenance} |
 * | `modlink:series` | in each file of a recording that goes to several, at the start and at the end | {@link RecordingSeries} |
 * | `modlink:statistics` | at the end | the statistics of each channel, by channel id |
 * | `modlink:series-statistics` | at the end of each file of a recording that goes to several | the same, counted from its first file on |
 *
 * Values that are no text are JSON; nanoseconds are decimal text.
 */
import type { JsonObject } from '@modlink/sdk';
import { z } from 'zod';
import type { StreamStatisticsSnapshot } from '../stream-statistics.js';

export const recordingRecordName = 'modlink:recording';
export const driverRecordPrefix = 'modlink:driver:';
export const seriesRecordName = 'modlink:series';
export const statisticsRecordName = 'modlink:statistics';
export const seriesStatisticsRecordName = 'modlink:series-statistics';

/** Which recording this is. */
export interface RecordingIdentity {
  readonly name: string;
  readonly session?: string | undefined;
  readonly experiment?: string | undefined;
  /** Who or what was recorded: a code, not a name, where the law protects it. */
  readonly subject?: string | undefined;
  /** Whatever whoever recorded it had to say, in any number of lines. */
  readonly notes?: string | undefined;
  /** Host clock at the start, nanoseconds since the Unix epoch. */
  readonly startedNs: bigint;
  readonly hostVersion: string;
  /** Whatever the application wants to be kept. */
  readonly metadata: JsonObject;
}

/** Which part of a recording a file is, where the recording goes to several. */
export interface RecordingSeries {
  /** The same in all parts, and in no other recording. */
  readonly seriesId: string;
  /** From 1. */
  readonly part: number;
  /** The file names of the part before and after, as they were when they were written; absent at the ends. */
  readonly previous?: string | undefined;
  readonly next?: string | undefined;
}

/** Where the streams of a device come from. */
export interface DriverProvenance {
  readonly deviceId: string;
  readonly driverId: string;
  readonly package?: string | undefined;
  readonly version?: string | undefined;
  /** The package's integrity (Subresource Integrity form), when known. */
  readonly integrity?: string | undefined;
  /**
   * Where the package came from: `registry`, `tarball`, `folder`, `url` or `bundle` for one that was installed for the user;
   * otherwise `application` or `explicit`.
   */
  readonly source?: string | undefined;
  readonly displayName?: string | undefined;
  readonly firmware?: string | undefined;
  /** The settings the driver ran with. */
  readonly settings?: JsonObject | undefined;
  readonly metadata?: JsonObject | undefined;
}

const jsonText = z.string().transform((text) => JSON.parse(text) as JsonObject);
const nanoseconds = z.string().transform((text) => BigInt(text));

const identityFields = z.object({
  name: z.string(),
  session: z.string().optional(),
  experiment: z.string().optional(),
  subject: z.string().optional(),
  notes: z.string().optional(),
  startedNs: nanoseconds,
  hostVersion: z.string(),
  metadata: jsonText,
});

const seriesFields = z.object({
  seriesId: z.string(),
  part: z.coerce.number(),
  previous: z.string().optional(),
  next: z.string().optional(),
});

const provenanceFields = z.object({
  deviceId: z.string(),
  driverId: z.string(),
  package: z.string().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  source: z.string().optional(),
  displayName: z.string().optional(),
  firmware: z.string().optional(),
  settings: jsonText.optional(),
  metadata: jsonText.optional(),
});

const statisticsFields = z.object({
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
});

export function encodeIdentity(identity: RecordingIdentity): Map<string, string> {
  return new Map([
    ['formatVersion', '1'],
    ['startedAt', new Date(Number(identity.startedNs / 1_000_000n)).toISOString()],
    ...textEntries(identity),
  ]);
}

/** Throws what `zod` or `JSON.parse` throws where the record is not as it should be, like all decoders here. */
export function decodeIdentity(entries: ReadonlyMap<string, string>): RecordingIdentity {
  return identityFields.parse(Object.fromEntries(entries));
}

/** What is known when it is written: a file has several records that make up its {@link RecordingSeries}. */
export function encodeSeries(series: Partial<RecordingSeries>): Map<string, string> {
  return textEntries(series);
}

/** @param records - all of them, in their order; `undefined` where there is none. */
export function decodeSeries(records: readonly ReadonlyMap<string, string>[]): RecordingSeries | undefined {
  if (records.length === 0) return undefined;
  return seriesFields.parse(Object.assign({}, ...records.map((entries) => Object.fromEntries(entries))));
}

export function encodeProvenance(provenance: DriverProvenance): Map<string, string> {
  return textEntries(provenance);
}

export function decodeProvenance(entries: ReadonlyMap<string, string>): DriverProvenance {
  return provenanceFields.parse(Object.fromEntries(entries));
}

/** @param byChannel - statistics by channel id. */
export function encodeStatistics(
  byChannel: ReadonlyMap<number, StreamStatisticsSnapshot>,
): Map<string, string> {
  return new Map(
    Array.from(byChannel, ([channelId, statistics]) => [
      String(channelId),
      JSON.stringify(statistics, bigintText),
    ]),
  );
}

export function decodeStatistics(
  entries: ReadonlyMap<string, string>,
): Map<number, StreamStatisticsSnapshot> {
  return new Map(
    Array.from(entries, ([channelId, text]) => {
      const { measuredRateHz, jitterMs, firstTimestampNs, lastTimestampNs, lastArrivalNs, ...counts } =
        statisticsFields.parse(JSON.parse(text));
      return [
        Number(channelId),
        { ...counts, measuredRateHz, jitterMs, firstTimestampNs, lastTimestampNs, lastArrivalNs },
      ];
    }),
  );
}

function textEntries(fields: object): Map<string, string> {
  const entries = new Map<string, string>();
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    entries.set(key, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  return entries;
}

const bigintText = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? String(value) : value;

import type { RecordingIdentity } from '@modlink/recording';
import type { RecordingCompression } from '@modlink/recording/format';
import { type Clock, createSystemClock, type JsonObject } from '@modlink/sdk';
import { HostError } from '../errors.js';
import { hostVersion } from './library-version.js';
import { RecordingLink } from './recording-link.js';
import { RecordingParts, type RollOptions } from './recording-parts.js';
import { type RecordingPathOptions, recordingPath } from './recording-path.js';
import { RecordingSession, type SessionCallbacks } from './recording-session.js';
import { requireSpace, type SpaceLeft, type SpaceOptions } from './space-watch.js';

/** A recording's names and place, and the bounds it keeps. */
export interface RecordingOptions
  extends SessionCallbacks,
    Pick<RecordingPathOptions, 'session' | 'experiment' | 'subject' | 'path' | 'folder' | 'nameTemplate'> {
  /** `recording` unless given. */
  readonly name?: string | undefined;
  /** What is to be said about it, in any number of lines. */
  readonly notes?: string | undefined;
  /** Whatever the application wants to be kept with the recording. */
  readonly metadata?: JsonObject | undefined;
  /** The host's clock. */
  readonly clock?: Clock | undefined;
  /** The most that a killed process loses, in milliseconds. Default 1000. */
  readonly flushIntervalMs?: number | undefined;
  /**
   * Waits after each flush until it is on the disk, so that a computer that loses its power loses no more than a killed process
   * does. Without it, that takes as long as the system keeps written data in memory: some 30 s. Default `false`.
   */
  readonly fsync?: boolean | undefined;
  /**
   * How the chunks of the file are compressed. Default `none`: signals, which `lz4` makes smaller by a quarter and `zstd` by a
   * third, are small anyway, pictures of a camera hardly become smaller, and an uncompressed file is written and sought in
   * at the speed of the disk.
   */
  readonly compression?: RecordingCompression | undefined;
  /** A chunk of the file is written at this size even before the flush interval is over. Default 4 MiB. */
  readonly chunkSizeBytes?: number | undefined;
  /** Frames that wait for the disk, in bytes; more than that ends the recording with `RECORDING_OVERFLOW`. Default 256 MiB. */
  readonly maxPendingBytes?: number | undefined;
  /**
   * Goes on in another file when one has become this large or this long: `rest_001.mcap`, `rest_002.mcap` and so on, each
   * complete by itself, with no frame lost between them. One file when absent.
   */
  readonly roll?: RollOptions | undefined;
  /** What is left free on the disk, and when a warning comes. */
  readonly space?: SpaceOptions | undefined;
  /** Ends the recording after this time, in milliseconds. It goes on until it is finished when absent. */
  readonly stopAfterMs?: number | undefined;
  /** Called when the space on the disk is about to run out, or does not last until the end that is planned. */
  readonly onLowSpace?: ((space: SpaceLeft) => void) | undefined;
}

/**
 * Starts a recording: makes the file and the thread that writes it.
 * @throws {HostError} `RECORDING_INVALID_NAME`, `RECORDING_FILE_EXISTS`, `RECORDING_NOT_WRITABLE`, `RECORDING_DISK_FULL`
 */
export async function startRecordingSession(options: RecordingOptions = {}): Promise<RecordingSession> {
  const clock = options.clock ?? createSystemClock();
  const identity: RecordingIdentity = {
    name: options.name ?? 'recording',
    session: options.session,
    experiment: options.experiment,
    subject: options.subject,
    notes: options.notes,
    startedNs: clock.nowNs(),
    hostVersion,
    metadata: options.metadata ?? {},
  };
  const startedAt = new Date(Number(identity.startedNs / 1_000_000n));
  const roll = checkedRoll(options.roll);
  checkStopAfter(options.stopAfterMs);
  const place = recordingPath({ ...options, name: identity.name, startedAt });
  await requireSpace(place.path, options.space);
  const flushIntervalMs = options.flushIntervalMs ?? 1000;
  const maxPendingBytes = options.maxPendingBytes ?? 256 * 1024 * 1024;
  // What a chunk in the making holds is pending: it must not come to the bound by itself. Nor may it fill a file by itself.
  const chunkSizeBytes = Math.min(
    options.chunkSizeBytes ?? 4 * 1024 * 1024,
    maxPendingBytes / 4,
    (roll?.sizeBytes ?? Number.POSITIVE_INFINITY) / 8,
  );
  let session: RecordingSession | undefined;
  const link = await RecordingLink.start({
    worker: {
      ...place,
      chunkSizeBytes,
      hasParts: roll !== undefined,
      // A frame waits for the next flush, and then until it is written: both together keep the bound.
      flushEveryMs: 0.9 * flushIntervalMs,
      fsync: options.fsync ?? false,
      compression: options.compression ?? 'none',
      library: `@modlink/host ${hostVersion}`,
    },
    maxPendingBytes,
    onFailed: (error) => session?.fail(error),
  });
  const parts = new RecordingParts(link, identity, chunkSizeBytes, roll);
  session = new RecordingSession(link, parts, identity, clock, options);
  const { stopAfterMs } = options;
  const endsMs = performance.now() + (stopAfterMs ?? 0);
  session.watchSpace({
    ...options.space,
    remainingMs: stopAfterMs === undefined ? undefined : () => endsMs - performance.now(),
    onLow: (space) => options.onLowSpace?.(space),
  });
  if (stopAfterMs !== undefined) session.finishAfter(stopAfterMs);
  return session;
}

/** The longest that a timer of Node can wait: 24 days. */
const longestTimerMs = 2 ** 31 - 1;

/** @throws {HostError} `INVALID_OPTIONS` */
function checkStopAfter(stopAfterMs: number | undefined): void {
  if (stopAfterMs === undefined || (stopAfterMs > 0 && stopAfterMs <= longestTimerMs)) return;
  throw new HostError(
    'INVALID_OPTIONS',
    `A recording cannot end by itself after ${stopAfterMs} ms: more than 0 and at most 24 days were expected.`,
  );
}

const smallestPartBytes = 1024 * 1024;
const shortestPartMs = 1000;

/** @throws {HostError} `INVALID_OPTIONS` */
function checkedRoll(roll: RollOptions | undefined): RollOptions | undefined {
  const { sizeBytes, everyMs } = roll ?? {};
  if (sizeBytes === undefined && everyMs === undefined) return undefined;
  if ((sizeBytes ?? smallestPartBytes) >= smallestPartBytes && (everyMs ?? shortestPartMs) >= shortestPartMs)
    return { sizeBytes, everyMs };
  throw new HostError(
    'INVALID_OPTIONS',
    `A recording cannot go on in another file after ${sizeBytes ?? '-'} bytes or ${everyMs ?? '-'} ms: at least 1 MiB and 1 s were expected.`,
  );
}

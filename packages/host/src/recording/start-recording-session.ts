import type { RecordingIdentity } from '@modlink/recording';
import type { RecordingCompression } from '@modlink/recording/format';
import { type Clock, createSystemClock, type JsonObject } from '@modlink/sdk';
import { HostError } from '../errors.js';
import { hostVersion } from './library-version.js';
import { RecordingLink } from './recording-link.js';
import { RecordingParts, type RollOptions } from './recording-parts.js';
import { type RecordingPathOptions, recordingPath } from './recording-path.js';
import { RecordingSession } from './recording-session.js';

/** A recording's names and place, and the bounds it keeps. */
export interface RecordingOptions
  extends Pick<RecordingPathOptions, 'session' | 'experiment' | 'path' | 'folder' | 'nameTemplate'> {
  /** `recording` unless given. */
  readonly name?: string | undefined;
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
  /** Called once when the recording fails, after its state says so. */
  readonly onFailure?: ((error: HostError) => void) | undefined;
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
    startedNs: clock.nowNs(),
    hostVersion,
    metadata: options.metadata ?? {},
  };
  const startedAt = new Date(Number(identity.startedNs / 1_000_000n));
  const roll = checkedRoll(options.roll);
  const place = recordingPath({ ...options, name: identity.name, startedAt });
  const flushIntervalMs = options.flushIntervalMs ?? 1000;
  // A frame waits for its batch first and then for its chunk: both together keep the bound.
  const batchIntervalMs = Math.min(50, flushIntervalMs / 4);
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
      flushAfterMs: flushIntervalMs - batchIntervalMs,
      fsync: options.fsync ?? false,
      compression: options.compression ?? 'none',
      library: `@modlink/host ${hostVersion}`,
    },
    batchIntervalMs,
    maxPendingBytes,
    onFailed: (error) => session?.fail(error),
  });
  const parts = new RecordingParts(link, identity, chunkSizeBytes, roll);
  session = new RecordingSession(link, parts, identity, clock, options.onFailure);
  return session;
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

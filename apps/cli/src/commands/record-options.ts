/** What `record` is asked for, and what that comes to. */
import type { RecordingCompression } from '@modlink/host';
import type { JsonObject } from '@modlink/sdk';
import { CliError } from '../cli-error.js';
import { mergeValues, parseAssignment } from '../host/setting-values.js';
import { longestTimerMs } from '../output/quantities.js';

export interface RecordOptions {
  readonly driver?: readonly string[];
  readonly device?: readonly string[];
  readonly streams?: readonly string[];
  readonly duration?: number;
  readonly until?: Date;
  readonly preRoll?: number;
  readonly out?: string;
  readonly name?: string;
  readonly session?: string;
  readonly experiment?: string;
  readonly subject?: string;
  readonly notes?: string;
  readonly metadata?: readonly string[];
  readonly compression?: RecordingCompression;
  readonly durableWithin?: number;
  readonly fsync?: boolean;
  readonly rollSize?: number;
  readonly rollEvery?: number;
  readonly reconnect?: boolean;
  readonly captureRaw?: boolean;
  readonly set?: readonly string[];
}

const longestPreRollMs = 600_000;

/** @throws {CliError} `WRONG_USAGE` */
export function preRollOf({ preRoll }: RecordOptions): number | undefined {
  if (preRoll === undefined || preRoll <= longestPreRollMs) return preRoll;
  throw new CliError('WRONG_USAGE', '--pre-roll keeps frames in memory: it goes back 10 minutes at most.');
}

/** @throws {CliError} `WRONG_USAGE` */
export function durationOf({ duration, until }: RecordOptions): number | undefined {
  if (until === undefined) return duration;
  if (duration !== undefined)
    throw new CliError('WRONG_USAGE', 'A recording ends after --duration or at --until: give one of them.');
  const leftMs = until.getTime() - Date.now();
  if (leftMs > 0 && leftMs <= longestTimerMs) return leftMs;
  throw new CliError(
    'WRONG_USAGE',
    `--until ${until.toISOString()} is ${leftMs > 0 ? 'more than 24 days away' : 'over'}.`,
  );
}

/** @throws {CliError} `WRONG_USAGE` */
export function metadataOf({ metadata }: RecordOptions): JsonObject | undefined {
  return metadata?.map((text) => parseAssignment(text, undefined, '--metadata')).reduce(mergeValues, {});
}

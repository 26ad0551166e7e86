import { parseDuration } from './quantities.js';

/**
 * A time of a recording as it is typed: `1:30`, `0:12.345`, `1:02:03`, or a length of time from its start, `95.5s`.
 * @returns nanoseconds from the start.
 * @throws {CliError} `WRONG_USAGE`
 */
export function parseRecordingTime(text: string): bigint {
  const [, hours = '0', minutes, seconds] = /^\s*(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const durationMs =
    minutes === undefined
      ? parseDuration(text)
      : (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return BigInt(Math.round(durationMs * 1e6));
}

/** Quantities as people read them. */
import ms from 'ms';
import prettyBytes from 'pretty-bytes';
import { CliError } from '../cli-error.js';

/** The longest wait that a timer of Node can hold, in milliseconds. */
export const longestTimerMs = 2 ** 31 - 1;

const numbers = new Intl.NumberFormat('en-US');

/** `12,000` */
export const countText = (count: number): string => numbers.format(count);

/** `1 gap`, `2 gaps` */
export const pluralText = (count: number, noun: string): string =>
  `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `250.0 Hz`; `–` where nothing could be measured yet. */
export function rateText(rateHz: number | undefined): string {
  if (rateHz === undefined) return '– Hz';
  return rateHz >= 1000 ? `${countText(Math.round(rateHz))} Hz` : `${rateHz.toFixed(1)} Hz`;
}

/** The rate that a stream should have. */
export const nominalRateText = (rateHz: number | 'irregular'): string =>
  rateHz === 'irregular' ? 'irregular' : `${numbers.format(rateHz)} Hz`;

/** `±0.02 ms` */
export const jitterText = (jitterMs: number | undefined): string =>
  jitterMs === undefined ? '± – ms' : `±${jitterMs.toFixed(jitterMs < 10 ? 2 : 0)} ms`;

/** `0.02 ms`, `12.3 ms`, `1.5 s`; `–` where nothing could be measured. */
export function intervalText(intervalMs: number | undefined): string {
  if (intervalMs === undefined) return '–';
  if (intervalMs >= 1000) return `${(intervalMs / 1000).toFixed(1)} s`;
  return `${intervalMs.toFixed(intervalMs < 10 ? 2 : 1)} ms`;
}

/** `+12.3 ppm`: by how much a clock runs fast. */
export const driftText = (driftPpm: number | undefined): string =>
  driftPpm === undefined ? '–' : `${driftPpm < 0 ? '' : '+'}${driftPpm.toFixed(1)} ppm`;

/** `1.2 MB` */
export const sizeText = (bytes: number): string => prettyBytes(bytes);

/** `00:12`, `1:02:03`: a length of time that runs. */
export function clockText(durationMs: number): string {
  const seconds = Math.floor(Math.max(durationMs, 0) / 1000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** `12.345 s`, `3 min 5.0 s`: a length of time that was measured. */
export function durationText(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 60) return `${seconds.toFixed(3)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = `${Math.floor(minutes % 60)} min ${(seconds % 60).toFixed(1)} s`;
  return minutes < 60 ? rest : `${Math.floor(minutes / 60)} h ${rest}`;
}

/** A moment in local time, to the millisecond. */
export function momentText(timestampNs: bigint): string {
  const at = new Date(Number(timestampNs / 1_000_000n));
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().replace('T', ' ').replace('Z', '');
}

/**
 * A length of time as it is typed: `10s`, `5m`, `1.5h`.
 * @returns milliseconds.
 * @throws {CliError} `WRONG_USAGE`
 */
export function parseDuration(text: string): number {
  // A bare number would be milliseconds to some and seconds to others.
  const durationMs = /[a-z]\s*$/i.test(text) ? ms(text as ms.StringValue) : Number.NaN;
  if (Number.isFinite(durationMs) && durationMs > 0 && durationMs <= longestTimerMs) return durationMs;
  throw new CliError(
    'WRONG_USAGE',
    `${JSON.stringify(text)} is no duration. A number with a unit was expected, such as 500ms, 10s, 5m or 1.5h, of at most 24 days.`,
  );
}

/**
 * A moment as it is typed, in local time: `17:30`, the next time that a clock shows it, or `2025-03-31T17:30`.
 * @throws {CliError} `WRONG_USAGE`
 */
export function parseMoment(text: string, from = new Date()): Date {
  const [, hours, minutes, seconds = '0'] = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text) ?? [];
  if (hours !== undefined) {
    const at = new Date(from);
    at.setHours(Number(hours), Number(minutes), Number(seconds), 0);
    if (at <= from) at.setDate(at.getDate() + 1);
    return at;
  }
  const at = /^\d{4}-\d\d-\d\dT\d/.test(text) ? new Date(text) : new Date(Number.NaN);
  if (!Number.isNaN(at.getTime())) return at;
  throw new CliError(
    'WRONG_USAGE',
    `${JSON.stringify(text)} is no time. One such as 17:30 or 2025-03-31T17:30 was expected.`,
  );
}

const sizeUnits: Readonly<Record<string, number>> = { kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12 };

/**
 * A size as it is typed: `500MB`, `1GB`, `1.5 GB`; of powers of 1,000, as sizes are shown.
 * @returns bytes.
 * @throws {CliError} `WRONG_USAGE`
 */
export function parseSize(text: string): number {
  const [, number = '', unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]b)\s*$/i.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (sizeUnits[unit.toLowerCase()] ?? Number.NaN));
  if (Number.isSafeInteger(bytes) && bytes > 0) return bytes;
  throw new CliError(
    'WRONG_USAGE',
    `${JSON.stringify(text)} is no size. A number with a unit was expected, such as 500MB, 1GB or 1.5GB.`,
  );
}

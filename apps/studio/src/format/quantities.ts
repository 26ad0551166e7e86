/** Quantities as people read them. */
import type { useFormatter } from 'use-intl';

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export type Formatter = Pick<ReturnType<typeof useFormatter>, 'number'>;

/** `12.3 MB`: in the unit of powers of 1000 that gives at most three digits before the point. */
export function bytesText(format: Formatter, bytes: number): string {
  let value = bytes;
  let at = 0;
  while (value >= 999.5 && at < byteUnits.length - 1) {
    value /= 1_000;
    at += 1;
  }
  return format.number(value, {
    style: 'unit',
    unit: byteUnits[at] ?? 'byte',
    unitDisplay: 'short',
    maximumFractionDigits: at === 0 || value >= 99.95 ? 0 : 1,
  });
}

/** `1:02:03`, or `02:03` below an hour; with `fractionDigits` also parts of a second. */
export function clockText(ms: number, fractionDigits: 0 | 1 | 2 | 3 = 0): string {
  const scale = 10 ** fractionDigits;
  const ticks = Math.floor((Math.max(0, ms) * scale) / 1_000);
  const seconds = Math.floor(ticks / scale);
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3_600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = fractionDigits === 0 ? '' : `.${String(ticks % scale).padStart(fractionDigits, '0')}`;
  return `${hours > 0 ? `${hours}:` : ''}${rest}${fraction}`;
}

/** Nanoseconds as they come over the wire, in milliseconds. */
export const msOfNs = (nanoseconds: string): number => Number(BigInt(nanoseconds) / 1_000n) / 1_000;

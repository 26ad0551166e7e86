/** When each row of a raw text file was: as the file says it, or by counting. */
import { nsOfMilliseconds, nsOfSeconds } from '../input/nanoseconds.js';
import type { WarningLog } from '../input/warning-log.js';
import type { RawLayout } from './raw-layout.js';

const dayNs = 86_400_000_000_000n;
/** Larger numbers are milliseconds: in seconds they would be in the year 5138. */
const largestSeconds = 1e11;

export class RowTimes {
  readonly #layout: RawLayout;
  readonly #rateHz: number;
  /** Midnight (UTC) of the day for files that tell the time of the day alone. */
  readonly #dayStartNs: bigint;
  readonly #startNs: bigint;
  #daysNs = 0n;
  #lastOfDayNs: bigint | undefined;
  #samples = 0;

  constructor(
    layout: RawLayout,
    rateHz: number,
    { fileName, modifiedAt }: { readonly fileName: string; readonly modifiedAt: Date },
    warnings: Pick<WarningLog, 'add'>,
  ) {
    this.#layout = layout;
    this.#rateHz = rateHz;
    const named = dateOfName(fileName);
    this.#startNs = BigInt(named?.getTime() ?? 0) * 1_000_000n;
    const day = (named ?? modifiedAt).getTime();
    this.#dayStartNs = ((BigInt(Math.max(Math.floor(day), 0)) * 1_000_000n) / dayNs) * dayNs;
    const { timestamp, formatted } = layout;
    if (timestamp !== undefined) return;
    if (formatted === undefined)
      warnings.add(
        'the file has no times: its samples are one after the other at the sample rate, without the delays there were',
      );
    if (named === undefined)
      warnings.add(
        formatted === undefined
          ? 'neither the file nor its name says on which day it was recorded: its times begin at 1970-01-01'
          : 'neither the file nor its name says on which day it was recorded: the day of its last change is taken',
      );
  }

  /** @returns nanoseconds since the Unix epoch; `undefined` where the row has no time. @param lost - before the row. */
  of(cells: readonly string[], lost: number): bigint | undefined {
    const place = this.#samples + lost;
    this.#samples = place + 1;
    const { timestamp, formatted } = this.#layout;
    if (timestamp !== undefined) {
      const value = Number(cells[timestamp]);
      if (value > 0) return value < largestSeconds ? nsOfSeconds(value) : nsOfMilliseconds(value);
    }
    if (formatted !== undefined) return this.#formatted(cells[formatted] ?? '');
    if (timestamp !== undefined) return undefined;
    const sinceStartNs = nsOfSeconds(place / this.#rateHz);
    return sinceStartNs === undefined ? undefined : this.#startNs + sinceStartNs;
  }

  #formatted(text: string): bigint | undefined {
    const match = /^(?:(\d{4})-(\d\d)-(\d\d) )?(\d{1,2}):(\d\d):(\d\d)(?:[.:](\d{1,6}))?$/.exec(text);
    if (match === null) return undefined;
    const [, year, month, day, hours, minutes, seconds, fraction = '0'] = match;
    const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
    const ofDayNs = BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
    if (year !== undefined)
      return BigInt(Date.UTC(Number(year), Number(month) - 1, Number(day))) * 1_000_000n + ofDayNs;
    // Midnight has passed.
    if (this.#lastOfDayNs !== undefined && this.#lastOfDayNs - ofDayNs > dayNs / 2n) this.#daysNs += dayNs;
    this.#lastOfDayNs = ofDayNs;
    return this.#dayStartNs + this.#daysNs + ofDayNs;
  }
}

/** The GUI names its files by their start: `OpenBCI-RAW-2020-05-13_18-11-05.txt`. Without a zone, and taken as UTC. */
function dateOfName(name: string): Date | undefined {
  const match = /(\d{4})-(\d\d)-(\d\d)[_T](\d\d)-(\d\d)-(\d\d)/.exec(name);
  if (match === null) return undefined;
  const [year = 0, month = 1, ...rest] = match.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, ...rest));
  return date.getTime() > 0 ? date : undefined;
}

import type { WireStoredRecording } from '@modlink/protocol';

/** Which recordings are listed. */
export interface WantedRecordings {
  readonly text: string;
  /** `driver`, or `driver@version`. */
  readonly driver: string | undefined;
  /** `2026-03-01`, of this browser's time zone; empty for any. */
  readonly fromDay: string;
  /** The last day that counts. */
  readonly toDay: string;
}

export const allRecordings: WantedRecordings = { text: '', driver: undefined, fromDay: '', toDay: '' };

/** What the server is asked for. */
export interface RecordingsQuery {
  text?: string;
  driverId?: string;
  fromNs?: string;
  toNs?: string;
}

export function recordingsQuery({ text, driver, fromDay, toDay }: WantedRecordings): RecordingsQuery {
  const from = dayBegins(fromDay, 0);
  const to = dayBegins(toDay, 1);
  return {
    ...(text.trim() !== '' && { text: text.trim() }),
    ...(driver !== undefined && { driverId: driverAndVersion(driver).driverId }),
    ...(from !== undefined && { fromNs: nanoseconds(from) }),
    ...(to !== undefined && { toNs: nanoseconds(to - 1) }),
  };
}

/** The server knows drivers; of which version they were is told apart here. */
export function isWanted({ drivers }: WireStoredRecording, { driver }: WantedRecordings): boolean {
  if (driver === undefined) return true;
  const { driverId, version } = driverAndVersion(driver);
  return drivers.some(
    (each) => each.driverId === driverId && (version === undefined || each.version === version),
  );
}

/** Drivers and their versions in recordings, as they can be chosen. */
export function driverChoices(recordings: readonly WireStoredRecording[]): string[] {
  const choices = new Set<string>();
  for (const { driverId, version } of recordings.flatMap(({ drivers }) => drivers)) {
    choices.add(driverId);
    if (version !== undefined) choices.add(`${driverId}@${version}`);
  }
  return [...choices].sort(new Intl.Collator('en', { numeric: true }).compare);
}

function driverAndVersion(driver: string): {
  readonly driverId: string;
  readonly version: string | undefined;
} {
  const [driverId = driver, version] = driver.split('@');
  return { driverId, version };
}

function dayBegins(day: string, daysLater: number): number | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return undefined;
  const ms = new Date(year, month - 1, date + daysLater).getTime();
  return Number.isNaN(ms) ? undefined : ms;
}

const nanoseconds = (ms: number): string => String(BigInt(ms) * 1_000_000n);

import type { RecordedEvent } from './recorded-events.js';

type Data = RecordedEvent['data'];

/**
 * What belongs to an event, in a line: `signal: SIGKILL, gap from: 10:02:11`. What is deeper stands as JSON.
 * @param timeOf - writes a time of the host clock, in nanoseconds.
 */
export function dataWords(data: Data, timeOf: (ns: string) => string): string {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return valueWords(data);
  return Object.entries(data)
    .filter(([, value]) => value !== null)
    .map(([name, value]) =>
      /Ns$/.test(name) && typeof value === 'string' && /^\d+$/.test(value)
        ? `${nameWords(name.slice(0, -2))}: ${timeOf(value)}`
        : `${nameWords(name)}: ${valueWords(value)}`,
    )
    .join(', ');
}

const valueWords = (value: Data): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));

/** `exitCode`: `exit code`. */
const nameWords = (name: string): string =>
  name.replace(
    /([a-z0-9])([A-Z])/g,
    (_, before: string, after: string) => `${before} ${after.toLowerCase()}`,
  );

/** Changes of a recording's markers and segments: what they turn into, and how they are taken back. */
import type { RouteCall } from '@modlink/protocol';
import type { RecordedEvent } from './recorded-events.js';

export type EventEdit = NonNullable<RouteCall<'editRecordingEvents'>['body']>['edits'][number];

const editableTypes: readonly string[] = ['marker', 'segment-start', 'segment-end'];

/** What people set they may change; the rest is what happened. */
export const isEditable = ({ type }: Pick<RecordedEvent, 'type'>): boolean => editableTypes.includes(type);

/** The edits that move events by some milliseconds. */
export const shifting = (events: readonly RecordedEvent[], byMs: number): EventEdit[] =>
  events.map(({ eventId, timestampNs }) => ({
    type: 'change',
    eventId,
    timestampNs: String(BigInt(timestampNs) + BigInt(Math.round(byMs * 1e6))),
  }));

/**
 * The edits after which a recording has the events that it had before, each with its id and everything that it had: an event
 * never changes under its id, and one that went can be restored.
 */
export function editsTowards(
  current: readonly RecordedEvent[],
  wanted: readonly RecordedEvent[],
): EventEdit[] {
  return [
    ...without(wanted, current).map(({ eventId }) => ({ type: 'restore' as const, eventId })),
    ...without(current, wanted).map(({ eventId }) => ({ type: 'remove' as const, eventId })),
  ];
}

/** The editable events of the first that the second has not. */
function without(events: readonly RecordedEvent[], others: readonly RecordedEvent[]): RecordedEvent[] {
  const ids = new Set(others.map(({ eventId }) => eventId));
  return events.filter((event) => isEditable(event) && !ids.has(event.eventId));
}

/**
 * The ids that events have after edits, for each edit: what is added or changed has a new one, numbered in the order of the
 * edits; what is restored has its own again.
 */
export function idsAfter(
  before: readonly RecordedEvent[],
  edits: readonly EventEdit[],
  after: readonly RecordedEvent[],
): (string | undefined)[] {
  const known = new Set(before.map(({ eventId }) => eventId));
  for (const edit of edits) if (edit.type === 'restore') known.add(edit.eventId);
  const fresh = after
    .map(({ eventId }) => eventId)
    .filter((eventId) => !known.has(eventId))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  return edits.map((edit) => {
    if (edit.type === 'restore') return edit.eventId;
    return edit.type === 'remove' ? undefined : fresh.shift();
  });
}

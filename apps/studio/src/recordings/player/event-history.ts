/** Changes of a recording's markers and segments: what they turn into, and how they are taken back. */
import type { RouteCall } from '@modlink/protocol';
import type { RecordedEvent } from './recorded-events.js';

export type EventEdit = NonNullable<RouteCall<'editRecordingEvents'>['body']>['edits'][number];

const editableTypes = ['marker', 'segment-start', 'segment-end'] as const;
type EditableType = (typeof editableTypes)[number];

/** What people set they may change; the rest is what happened. */
export const isEditable = ({ type }: Pick<RecordedEvent, 'type'>): boolean =>
  (editableTypes as readonly string[]).includes(type);

/** The edits that move events by some milliseconds. */
export const shifting = (events: readonly RecordedEvent[], byMs: number): EventEdit[] =>
  events.map(({ eventId, timestampNs }) => ({
    type: 'change',
    eventId,
    timestampNs: String(BigInt(timestampNs) + BigInt(Math.round(byMs * 1e6))),
  }));

/**
 * The edits after which a recording has the events that it had before. An event that only differs is changed, so that it keeps
 * what cannot be edited, such as the device that sent it.
 */
export function editsTowards(
  current: readonly RecordedEvent[],
  wanted: readonly RecordedEvent[],
): EventEdit[] {
  const spare = without(current, wanted);
  const missing = without(wanted, current);
  const edits: EventEdit[] = [];
  for (const event of missing) {
    const { type, label = '', timestampNs, data } = event;
    const content = { label, timestampNs, ...(data !== undefined && { data }) };
    const at = spare.findIndex((each) => each.type === type);
    const [same] = at === -1 ? [] : spare.splice(at, 1);
    edits.push(
      same === undefined
        ? { type: 'add', event: { ...content, type: type as EditableType } }
        : { type: 'change', eventId: same.eventId, ...content },
    );
  }
  return [...edits, ...spare.map(({ eventId }) => ({ type: 'remove' as const, eventId }))];
}

/** The editable events of the first that the second has not. */
function without(events: readonly RecordedEvent[], others: readonly RecordedEvent[]): RecordedEvent[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(contentOf(other), (counts.get(contentOf(other)) ?? 0) + 1);
  return events.filter((event) => {
    if (!isEditable(event)) return false;
    const content = contentOf(event);
    const count = counts.get(content) ?? 0;
    counts.set(content, count - 1);
    return count <= 0;
  });
}

const contentOf = ({ type, timestampNs, label = '', data }: RecordedEvent): string =>
  JSON.stringify([type, timestampNs, label, data]);

/**
 * The ids that events have after edits, for each edit: what is added or changed has a new one, numbered in the order of the edits.
 */
export function idsAfter(
  before: readonly RecordedEvent[],
  edits: readonly EventEdit[],
  after: readonly RecordedEvent[],
): (string | undefined)[] {
  const known = new Set(before.map(({ eventId }) => eventId));
  const fresh = after
    .map(({ eventId }) => eventId)
    .filter((eventId) => !known.has(eventId))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  return edits.map(({ type }) => (type === 'remove' ? undefined : fresh.shift()));
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type EventEdit,
  editsTowards,
  idsAfter,
  isEditable,
  shifting,
} from '../src/recordings/player/event-history.js';
import type { RecordedEvent } from '../src/recordings/player/recorded-events.js';

const event = (eventId: string, type: string, timestampNs: number, label: string): RecordedEvent => ({
  eventId,
  type,
  timestampNs: String(timestampNs),
  label,
  ...(eventId.startsWith('r') && { deviceId: 'board.01' }),
});

/** As the server does it: what is added or changed gets the next id. */
function edited(events: readonly RecordedEvent[], edits: readonly EventEdit[]): RecordedEvent[] {
  let next = 1 + Math.max(0, ...events.map(({ eventId }) => Number(eventId.slice(1))));
  let result = [...events];
  for (const edit of edits) {
    const before = edit.type === 'add' ? undefined : result.find(({ eventId }) => eventId === edit.eventId);
    result = result.filter((each) => each !== before);
    if (edit.type === 'remove') continue;
    const eventId = `a${next}`;
    next += 1;
    if (edit.type === 'add') {
      const { type, timestampNs, label } = edit.event;
      result.push({ eventId, type, timestampNs, label });
    } else if (before !== undefined) {
      const { label = before.label ?? '', timestampNs = before.timestampNs } = edit;
      result.push({ ...before, eventId, timestampNs, label });
    }
  }
  return result;
}

const contents = (events: readonly RecordedEvent[]): string[] =>
  events.map(({ type, timestampNs, label }) => `${type} ${timestampNs} ${label}`).sort();

describe('changes of markers', () => {
  const before = [
    event('r1', 'marker', 100, 'a'),
    event('r2', 'segment-start', 200, 'rest'),
    event('r3', 'gap', 250, 'lost'),
    event('r4', 'segment-end', 300, 'rest'),
  ];

  it('are taken back by one change of the same event, which keeps the device that sent it', () => {
    const after = edited(before, [{ type: 'change', eventId: 'r1', label: 'b', timestampNs: '120' }]);
    const back = editsTowards(after, before);
    expect(back).toEqual([{ type: 'change', eventId: 'a5', label: 'a', timestampNs: '100' }]);
    expect(edited(after, back).find(({ label }) => label === 'a')).toMatchObject({ deviceId: 'board.01' });
  });

  it('do nothing where nothing differs, and never touch what happened by itself', () => {
    expect(editsTowards(before, before)).toEqual([]);
    expect(editsTowards(before, []).map((edit) => edit.type !== 'add' && edit.eventId)).toEqual([
      'r1',
      'r2',
      'r4',
    ]);
    expect(before.filter(isEditable).map(({ eventId }) => eventId)).toEqual(['r1', 'r2', 'r4']);
  });

  it('move by milliseconds, to the nanosecond', () => {
    expect(shifting(before.slice(0, 1), 1.000_001)).toEqual([
      { type: 'change', eventId: 'r1', timestampNs: '1000101' },
    ]);
  });

  it('give ids that are known by the order of the edits', () => {
    const edits: EventEdit[] = [
      { type: 'change', eventId: 'r4', timestampNs: '400' },
      { type: 'remove', eventId: 'r1' },
      { type: 'add', event: { type: 'marker', label: 'x', timestampNs: '10' } },
    ];
    const after = edited(before, edits);
    const ids = idsAfter(before, edits, after);
    expect(ids).toEqual(['a5', undefined, 'a6']);
    expect(after.find(({ eventId }) => eventId === ids[0])?.timestampNs).toBe('400');
  });

  it('lead back from any events to any others', () => {
    const events = fc
      .array(
        fc.record({
          type: fc.constantFrom('marker', 'segment-start', 'segment-end'),
          at: fc.integer({ min: 0, max: 5 }),
          label: fc.constantFrom('a', 'b'),
        }),
        { maxLength: 8 },
      )
      .map((all) => all.map(({ type, at, label }, index) => event(`a${index + 1}`, type, at, label)));
    fc.assert(
      fc.property(events, events, (some, others) => {
        expect(contents(edited(some, editsTowards(some, others)))).toEqual(contents(others));
      }),
    );
  });
});

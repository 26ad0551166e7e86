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

/** As the server does it: what is added or changed gets the next id, and what went can be restored. */
class Edited {
  events: readonly RecordedEvent[];
  readonly #gone = new Map<string, RecordedEvent>();
  #next: number;

  constructor(events: readonly RecordedEvent[]) {
    this.events = events;
    this.#next = 1 + Math.max(0, ...events.map(({ eventId }) => Number(eventId.slice(1))));
  }

  edit(edits: readonly EventEdit[]): readonly RecordedEvent[] {
    for (const edit of edits) this.#edit(edit);
    return this.events;
  }

  #edit(edit: EventEdit): void {
    if (edit.type === 'add') {
      const { type, timestampNs, label } = edit.event;
      this.#add({ eventId: this.#nextId(), type, timestampNs, label });
    } else if (edit.type === 'restore') {
      this.#add(this.#gone.get(edit.eventId)!);
      this.#gone.delete(edit.eventId);
    } else {
      const before = this.events.find(({ eventId }) => eventId === edit.eventId)!;
      this.events = this.events.filter((each) => each !== before);
      this.#gone.set(before.eventId, before);
      if (edit.type === 'remove') return;
      const { label = before.label ?? '', timestampNs = before.timestampNs } = edit;
      this.#add({ ...before, eventId: this.#nextId(), timestampNs, label });
    }
  }

  #add(event: RecordedEvent): void {
    this.events = [...this.events, event];
  }

  #nextId(): string {
    this.#next += 1;
    return `a${this.#next - 1}`;
  }
}

const byId = (events: readonly RecordedEvent[]): RecordedEvent[] =>
  [...events].sort((one, other) => (one.eventId < other.eventId ? -1 : 1));

describe('changes of markers', () => {
  const before = [
    event('r1', 'marker', 100, 'a'),
    event('r2', 'segment-start', 200, 'rest'),
    event('r3', 'gap', 250, 'lost'),
    event('r4', 'segment-end', 300, 'rest'),
  ];

  it('are taken back exactly: a marker of a driver that was changed or removed is the one it was', () => {
    const recording = new Edited(before);
    const changed = recording.edit([{ type: 'change', eventId: 'r1', label: 'b', timestampNs: '120' }]);
    const back = editsTowards(changed, before);
    expect(back).toEqual([
      { type: 'restore', eventId: 'r1' },
      { type: 'remove', eventId: 'a5' },
    ]);
    expect(byId(recording.edit(back))).toEqual(before);
    // And done again.
    expect(byId(recording.edit(editsTowards(recording.events, changed)))).toEqual(byId(changed));
    recording.edit(editsTowards(recording.events, before));
    const removed = recording.edit([{ type: 'remove', eventId: 'r1' }]);
    expect(byId(recording.edit(editsTowards(removed, before)))).toEqual(before);
  });

  it('do nothing where nothing differs, and never touch what happened by itself', () => {
    expect(editsTowards(before, before)).toEqual([]);
    expect(editsTowards(before, [])).toEqual(
      ['r1', 'r2', 'r4'].map((eventId) => ({ type: 'remove', eventId })),
    );
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
    const after = new Edited(before).edit(edits);
    const ids = idsAfter(before, edits, after);
    expect(ids).toEqual(['a5', undefined, 'a6']);
    expect(after.find(({ eventId }) => eventId === ids[0])?.timestampNs).toBe('400');
  });

  it('lead back and forth through whatever was done', () => {
    const steps = fc.array(
      fc.record({ what: fc.constantFrom('add', 'change', 'remove'), at: fc.nat(), label: fc.string() }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const recording = new Edited(before);
        const states = [recording.events];
        for (const { what, at, label } of all) {
          const editable = recording.events.filter(isEditable);
          const { eventId } = editable[at % Math.max(editable.length, 1)] ?? {};
          if (what === 'add' || eventId === undefined)
            recording.edit([{ type: 'add', event: { type: 'marker', label, timestampNs: '1' } }]);
          else if (what === 'change') recording.edit([{ type: 'change', eventId, label }]);
          else recording.edit([{ type: 'remove', eventId }]);
          states.push(recording.events);
        }
        for (const state of [...states].reverse().concat(states))
          expect(byId(recording.edit(editsTowards(recording.events, state)))).toEqual(byId(state));
      }),
    );
  });
});

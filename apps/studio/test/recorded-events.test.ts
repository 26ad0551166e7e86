import { describe, expect, it } from 'vitest';
import {
  neighbour,
  type RecordedEvent,
  shifted,
  timelineContent,
} from '../src/recordings/player/recorded-events.js';

const startNs = 1_700_000_000_000_000_000n;
/** Its id tells what it is: the same twice has the same. */
const event = (type: string, atMs: number, label?: string): RecordedEvent => ({
  eventId: `${type} ${atMs}`,
  type,
  timestampNs: String(startNs + BigInt(Math.round(atMs * 1e6))),
  ...(label !== undefined && { label }),
});

const content = timelineContent(
  [
    event('segment-start', 1_000, 'rest'),
    event('marker', 1_500.25, 'flash'),
    event('segment-start', 2_000, 'task'),
    event('connection-lost', 2_500, 'It went away.'),
    event('segment-end', 3_000, 'rest'),
    event('segment-start', 3_000, 'rest'),
    event('segment-end', 9_000, 'never begun'),
  ],
  String(startNs),
  10_000,
);

describe('the timeline of a recording', () => {
  it('pairs segments by their label; one that was not ended lasts to the end', () => {
    expect(content.segments).toMatchObject([
      { label: 'rest', fromMs: 1_000, toMs: 3_000, isOpen: false, lane: 0 },
      { label: 'task', fromMs: 2_000, toMs: 10_000, isOpen: true, lane: 1 },
      { label: 'rest', fromMs: 3_000, toMs: 10_000, isOpen: true, lane: 0 },
    ]);
  });

  it('tells markers from mishaps, to the fraction of a millisecond', () => {
    expect(content.moments).toEqual([
      { eventId: 'marker 1500.25', isMarker: true, type: 'marker', label: 'flash', atMs: 1_500.25 },
      {
        eventId: 'connection-lost 2500',
        isMarker: false,
        type: 'connection-lost',
        label: 'It went away.',
        atMs: 2_500,
      },
    ]);
  });

  it('knows which events make a segment', () => {
    expect(content.segments.map(({ startId, endId }) => [startId, endId])).toEqual([
      ['segment-start 1000', 'segment-end 3000'],
      ['segment-start 2000', undefined],
      ['segment-start 3000', undefined],
    ]);
  });

  it('shows what is dragged where it would be, in its order', () => {
    const events = [event('marker', 100, 'a'), event('marker', 200, 'b')];
    const moved = shifted(events, ['marker 100'], 150.5);
    expect(moved.map(({ label }) => label)).toEqual(['b', 'a']);
    expect(timelineContent(moved, String(startNs), 1_000).moments.map(({ atMs }) => atMs)).toEqual([
      200, 250.5,
    ]);
  });

  it('ends a segment of a label that is open twice from the inside', () => {
    const nested = timelineContent(
      [event('segment-start', 0, 'a'), event('segment-start', 1_000, 'a'), event('segment-end', 2_000, 'a')],
      String(startNs),
      5_000,
    );
    expect(nested.segments).toMatchObject([
      { fromMs: 0, isOpen: true, lane: 0 },
      { fromMs: 1_000, toMs: 2_000, isOpen: false, lane: 1 },
    ]);
  });

  it('finds what is before and after a position', () => {
    expect(neighbour(content, 0, 1)).toBe(1_000);
    expect(neighbour(content, 1_000, 1)).toBe(1_500.25);
    expect(neighbour(content, 3_000, 1)).toBeUndefined();
    expect(neighbour(content, 2_400, -1)).toBe(1_500.25);
    // Just after a jump to 2000 the one before it is meant.
    expect(neighbour(content, 2_100, -1)).toBe(1_500.25);
    expect(neighbour(content, 1_000, -1)).toBeUndefined();
  });
});

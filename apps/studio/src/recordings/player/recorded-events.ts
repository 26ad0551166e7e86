/** What happened in a recording, by where it is on the timeline of its replay. */
import type { RouteResponse } from '@modlink/protocol';

export type RecordedEvent = RouteResponse<'getRecording'>['events'][number];

/** A moment: a marker, or what befell a stream. */
export interface TimelineMoment {
  readonly eventId: string;
  readonly isMarker: boolean;
  readonly type: string;
  readonly label: string;
  readonly atMs: number;
}

export interface TimelineSegment {
  readonly startId: string;
  readonly endId: string | undefined;
  readonly label: string;
  readonly fromMs: number;
  /** Where the recording ends, for one that was not ended. */
  readonly toMs: number;
  readonly isOpen: boolean;
  /** Segments at the same time stand in lanes of their own, from 0. */
  readonly lane: number;
}

export interface TimelineContent {
  readonly durationMs: number;
  readonly moments: readonly TimelineMoment[];
  readonly segments: readonly TimelineSegment[];
}

/** The events that a segment is made of. */
export const segmentIds = ({ startId, endId }: TimelineSegment): string[] =>
  endId === undefined ? [startId] : [startId, endId];

/** Milliseconds from the start of the timeline. */
export const positionOf = (timestampNs: string, startNs: string): number =>
  Number(BigInt(timestampNs) - BigInt(startNs)) / 1e6;

export function timelineContent(
  events: readonly RecordedEvent[],
  startNs: string,
  durationMs: number,
): TimelineContent {
  const moments: TimelineMoment[] = [];
  const segments: Omit<TimelineSegment, 'lane'>[] = [];
  const open = new Map<string, { readonly startId: string; readonly fromMs: number }[]>();
  for (const { eventId, type, label = '', timestampNs } of events) {
    const atMs = positionOf(timestampNs, startNs);
    if (type === 'segment-start') {
      open.set(label, [...(open.get(label) ?? []), { startId: eventId, fromMs: atMs }]);
    } else if (type === 'segment-end') {
      const start = open.get(label)?.pop();
      if (start !== undefined) segments.push({ ...start, label, endId: eventId, toMs: atMs, isOpen: false });
    } else {
      moments.push({ eventId, isMarker: type === 'marker', type, label, atMs });
    }
  }
  for (const [label, starts] of open) {
    for (const start of starts) {
      segments.push({ ...start, label, endId: undefined, toMs: durationMs, isOpen: true });
    }
  }
  moments.sort((a, b) => a.atMs - b.atMs);
  segments.sort((a, b) => a.fromMs - b.fromMs);
  return { durationMs, moments, segments: inLanes(segments) };
}

/** Each segment goes to the first lane that is free again. */
function inLanes(segments: readonly Omit<TimelineSegment, 'lane'>[]): TimelineSegment[] {
  const ends: number[] = [];
  return segments.map((segment) => {
    const free = ends.findIndex((end) => end <= segment.fromMs);
    const lane = free === -1 ? ends.length : free;
    ends[lane] = segment.toMs;
    return { ...segment, lane };
  });
}

/** The marker before or after a position; `undefined` where there is none. */
export function neighbour(
  { moments, segments }: TimelineContent,
  positionMs: number,
  direction: -1 | 1,
): number | undefined {
  // What plays has moved on a little since the last jump.
  const slackMs = direction === -1 ? 500 : 1;
  let nearest: number | undefined;
  const consider = (atMs: number): void => {
    const isBeyond = direction === -1 ? atMs < positionMs - slackMs : atMs > positionMs + slackMs;
    if (!isBeyond) return;
    if (nearest === undefined || Math.abs(atMs - positionMs) < Math.abs(nearest - positionMs)) nearest = atMs;
  };
  for (const { atMs } of moments) consider(atMs);
  for (const { fromMs } of segments) consider(fromMs);
  return nearest;
}

/** Events of which some are somewhere else for now: while they are dragged. */
export function shifted(
  events: readonly RecordedEvent[],
  eventIds: readonly string[],
  byMs: number,
): readonly RecordedEvent[] {
  const byNs = BigInt(Math.round(byMs * 1e6));
  return events
    .map((event) =>
      eventIds.includes(event.eventId)
        ? { ...event, timestampNs: String(BigInt(event.timestampNs) + byNs) }
        : event,
    )
    .sort((one, other) => Number(BigInt(one.timestampNs) - BigInt(other.timestampNs)));
}

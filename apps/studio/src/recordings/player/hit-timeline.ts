/** What the pointer is on, and how far it can be dragged. */
import { laneHeightPx, momentsHeightPx, rulerHeightPx, type TimelinePicture } from './paint-timeline.js';
import { segmentIds, type TimelineMoment, type TimelineSegment } from './recorded-events.js';
import { timeToX } from './timeline-view.js';

/** What is taken hold of: a marker, a segment, or one end of it. */
export interface TimelineGrip {
  /** What is moved. */
  readonly eventIds: readonly string[];
  /** What it is part of. */
  readonly selects: readonly string[];
  readonly leastByMs: number;
  readonly mostByMs: number;
}

export interface TimelineHit {
  readonly label: string;
  readonly atMs: number;
  /** Absent for what happened by itself: it stays where it was. */
  readonly grip: TimelineGrip | undefined;
}

type Shown = Pick<TimelinePicture, 'content' | 'view' | 'widthPx'>;

const nearPx = 8;
const endPx = 5;

/** A moment or a segment within some pixels. */
export function hitTimeline(shown: Shown, xPx: number, yPx: number): TimelineHit | undefined {
  if (yPx < rulerHeightPx) return undefined;
  return yPx < rulerHeightPx + momentsHeightPx ? hitMoment(shown, xPx) : hitSegment(shown, xPx, yPx);
}

function hitMoment({ content, view, widthPx }: Shown, xPx: number): TimelineHit | undefined {
  let nearest: TimelineMoment | undefined;
  let nearestPx = nearPx;
  for (const moment of content.moments) {
    const distancePx = Math.abs(timeToX(view, widthPx, moment.atMs) - xPx);
    if (distancePx > nearestPx) continue;
    nearestPx = distancePx;
    nearest = moment;
  }
  if (nearest === undefined) return undefined;
  const { eventId, isMarker, label, type, atMs } = nearest;
  const ids = [eventId];
  return {
    label: label === '' ? type : label,
    atMs,
    grip: isMarker
      ? { eventIds: ids, selects: ids, leastByMs: -atMs, mostByMs: content.durationMs - atMs }
      : undefined,
  };
}

function hitSegment({ content, view, widthPx }: Shown, xPx: number, yPx: number): TimelineHit | undefined {
  const lane = Math.floor((yPx - rulerHeightPx - momentsHeightPx) / laneHeightPx);
  const x = (ms: number): number => timeToX(view, widthPx, ms);
  const segment = content.segments.find(
    (each) => each.lane === lane && x(each.fromMs) <= xPx + endPx && x(each.toMs) >= xPx - endPx,
  );
  if (segment === undefined) return undefined;
  const isAtStart = Math.abs(x(segment.fromMs) - xPx) <= endPx;
  const isAtEnd = Math.abs(x(segment.toMs) - xPx) <= endPx;
  return {
    label: segment.label,
    atMs: segment.fromMs,
    grip: gripOf(segment, isAtEnd ? 'end' : isAtStart ? 'start' : 'whole', content.durationMs),
  };
}

/** A segment never ends before it begins. */
function gripOf(segment: TimelineSegment, part: 'start' | 'end' | 'whole', durationMs: number): TimelineGrip {
  const { startId, endId, fromMs, toMs } = segment;
  const selects = segmentIds(segment);
  if (part === 'end' && endId !== undefined) {
    return { eventIds: [endId], selects, leastByMs: fromMs - toMs, mostByMs: durationMs - toMs };
  }
  if (part === 'start' || endId === undefined) {
    return { eventIds: [startId], selects, leastByMs: -fromMs, mostByMs: toMs - fromMs };
  }
  return { eventIds: selects, selects, leastByMs: -fromMs, mostByMs: durationMs - toMs };
}

export const withinGrip = ({ leastByMs, mostByMs }: TimelineGrip, byMs: number): number =>
  Math.min(Math.max(byMs, leastByMs), mostByMs);

import { clockText } from '../../format/quantities.js';
import type { TimelineContent, TimelineMoment, TimelineSegment } from './recorded-events.js';
import { rulerTimes, type TimelineView, timeToX } from './timeline-view.js';

export const rulerHeightPx = 22;
export const momentsHeightPx = 28;
export const laneHeightPx = 20;
const bottomPx = 6;
const lanesAtMost = 6;

/** CSS colours of the page's theme. */
export interface TimelineColors {
  readonly text: string;
  readonly dimmed: string;
  readonly line: string;
  readonly marker: string;
  readonly mishap: string;
  readonly segment: string;
  readonly segmentText: string;
  readonly loop: string;
  readonly playhead: string;
}

export interface TimelinePicture {
  readonly content: TimelineContent;
  readonly view: TimelineView;
  readonly positionMs: number;
  readonly loop: { readonly fromMs: number; readonly toMs: number } | undefined;
  /** Events that are edited now. */
  readonly selected: readonly string[];
  readonly widthPx: number;
  readonly colors: TimelineColors;
}

export function timelineHeight({ segments }: TimelineContent): number {
  const lanes = segments.reduce((most, { lane }) => Math.max(most, Math.min(lane + 1, lanesAtMost)), 0);
  return rulerHeightPx + momentsHeightPx + lanes * laneHeightPx + bottomPx;
}

/** Draws the ruler, markers with as many names as have room, segments in lanes, and the playhead. */
export function paintTimeline(context: CanvasRenderingContext2D, picture: TimelinePicture): void {
  const { content, view, positionMs, loop, widthPx, colors } = picture;
  const heightPx = timelineHeight(content);
  const x = (ms: number): number => timeToX(view, widthPx, ms);
  context.clearRect(0, 0, widthPx, heightPx);
  context.font = '11px system-ui, sans-serif';
  context.textBaseline = 'middle';
  if (loop !== undefined) {
    context.fillStyle = colors.loop;
    context.fillRect(x(loop.fromMs), 0, x(loop.toMs) - x(loop.fromMs), heightPx);
  }
  paintRuler(context, picture, heightPx);
  for (const segment of content.segments) paintSegment(context, segment, x, picture);
  paintMoments(context, picture, x);
  const head = x(positionMs);
  context.fillStyle = colors.playhead;
  context.fillRect(head - 1, 0, 2, heightPx);
  context.beginPath();
  context.moveTo(head - 6, 0);
  context.lineTo(head + 6, 0);
  context.lineTo(head, 8);
  context.fill();
}

function paintRuler(
  context: CanvasRenderingContext2D,
  { view, widthPx, colors }: TimelinePicture,
  heightPx: number,
): void {
  const times = rulerTimes(view, widthPx, 90);
  const stepMs = (times[1] ?? 0) - (times[0] ?? 0);
  const digits = stepMs <= 0 || stepMs >= 1_000 ? 0 : stepMs >= 100 ? 1 : stepMs >= 10 ? 2 : 3;
  for (const ms of times) {
    const at = timeToX(view, widthPx, ms);
    context.fillStyle = colors.line;
    context.fillRect(Math.round(at), 0, 1, heightPx);
    context.fillStyle = colors.dimmed;
    context.fillText(clockText(ms, digits), at + 4, rulerHeightPx / 2);
  }
}

/** Those in sight; of a crowd on one pixel the first of each kind, so that any number of markers costs no more. */
function paintMoments(
  context: CanvasRenderingContext2D,
  { content: { moments }, view, widthPx, colors, selected }: TimelinePicture,
  x: (ms: number) => number,
): void {
  const lastPx = { marker: Number.NEGATIVE_INFINITY, mishap: Number.NEGATIVE_INFINITY };
  for (let index = firstFrom(moments, view.fromMs); index < moments.length; index++) {
    const moment = moments[index];
    if (moment === undefined || moment.atMs > view.toMs) return;
    const at = x(moment.atMs);
    const kind = moment.isMarker ? 'marker' : 'mishap';
    if (at - lastPx[kind] < 1) continue;
    lastPx[kind] = at;
    paintMoment(context, moment, at, colors);
    if (selected.includes(moment.eventId)) paintFrame(context, at - 7, rulerHeightPx + 1, 18, 20, colors);
    const next = moments[index + 1];
    const roomPx = (next === undefined ? widthPx : x(next.atMs)) - at - 12;
    // Measuring is slow, and most of a crowd has no room at all.
    if (roomPx < 6 || context.measureText(moment.label).width > roomPx) continue;
    context.fillStyle = colors.text;
    context.fillText(moment.label, at + 8, rulerHeightPx + 10);
  }
}

/** The first that is not before a time; they are in order. */
function firstFrom(moments: readonly TimelineMoment[], ms: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((moments[middle]?.atMs ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Markers are flags, what befell a stream is a diamond: told apart without colour. */
function paintMoment(
  context: CanvasRenderingContext2D,
  { isMarker }: TimelineMoment,
  at: number,
  colors: TimelineColors,
): void {
  const top = rulerHeightPx + 4;
  context.fillStyle = isMarker ? colors.marker : colors.mishap;
  context.fillRect(at - 0.5, top, 1, momentsHeightPx - 4);
  context.beginPath();
  if (isMarker) {
    context.moveTo(at, top);
    context.lineTo(at + 6, top + 5);
    context.lineTo(at, top + 10);
  } else {
    context.moveTo(at, top);
    context.lineTo(at + 5, top + 6);
    context.lineTo(at, top + 12);
    context.lineTo(at - 5, top + 6);
  }
  context.fill();
}

function paintSegment(
  context: CanvasRenderingContext2D,
  { startId, label, fromMs, toMs, isOpen, lane }: TimelineSegment,
  x: (ms: number) => number,
  { widthPx, colors, selected }: TimelinePicture,
): void {
  if (lane >= lanesAtMost) return;
  const left = Math.max(-4, x(fromMs));
  const right = Math.min(widthPx + 4, x(toMs));
  if (right < 0 || left > widthPx) return;
  const top = rulerHeightPx + momentsHeightPx + lane * laneHeightPx;
  context.fillStyle = colors.segment;
  context.beginPath();
  context.roundRect(left, top, Math.max(2, right - left), laneHeightPx - 3, 3);
  context.fill();
  if (selected.includes(startId)) {
    paintFrame(context, left, top, Math.max(2, right - left), laneHeightPx - 3, colors);
  }
  const words = isOpen ? `${label} …` : label;
  if (context.measureText(words).width > right - left - 10) return;
  context.fillStyle = colors.segmentText;
  context.fillText(words, left + 5, top + laneHeightPx / 2 - 1);
}

/** What is edited: seen without colour too. */
function paintFrame(
  context: CanvasRenderingContext2D,
  left: number,
  top: number,
  width: number,
  height: number,
  { text }: TimelineColors,
): void {
  context.strokeStyle = text;
  context.lineWidth = 1.5;
  context.strokeRect(left, top, width, height);
}

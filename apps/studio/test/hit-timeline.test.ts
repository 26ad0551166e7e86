import { describe, expect, it } from 'vitest';
import { hitTimeline, withinGrip } from '../src/recordings/player/hit-timeline.js';
import { momentsHeightPx, rulerHeightPx } from '../src/recordings/player/paint-timeline.js';

/** 1000 ms on 1000 pixels: a pixel is a millisecond. */
const shown = {
  view: { fromMs: 0, toMs: 1_000 },
  widthPx: 1_000,
  content: {
    durationMs: 1_000,
    moments: [
      { eventId: 'r1', isMarker: true, type: 'marker', label: 'flash', atMs: 100 },
      { eventId: 'r2', isMarker: false, type: 'gap', label: '', atMs: 500 },
    ],
    segments: [
      { startId: 'r3', endId: 'r4', label: 'rest', fromMs: 200, toMs: 400, isOpen: false, lane: 0 },
      { startId: 'r5', endId: undefined, label: 'task', fromMs: 600, toMs: 1_000, isOpen: true, lane: 0 },
    ],
  },
};
const inMoments = rulerHeightPx + 5;
const inLane = rulerHeightPx + momentsHeightPx + 5;

describe('what the pointer is on', () => {
  it('is the nearest marker, which can be moved within the recording', () => {
    expect(hitTimeline(shown, 104, inMoments)).toEqual({
      label: 'flash',
      atMs: 100,
      grip: { eventIds: ['r1'], selects: ['r1'], leastByMs: -100, mostByMs: 900 },
    });
    expect(hitTimeline(shown, 120, inMoments)).toBeUndefined();
  });

  it('cannot be moved when it happened by itself', () => {
    expect(hitTimeline(shown, 500, inMoments)).toEqual({ label: 'gap', atMs: 500, grip: undefined });
  });

  it('is a segment, or one of its ends, which does not pass the other', () => {
    const grip = (x: number) => hitTimeline(shown, x, inLane)?.grip;
    expect(grip(300)).toMatchObject({ eventIds: ['r3', 'r4'], leastByMs: -200, mostByMs: 600 });
    expect(grip(202)).toMatchObject({
      eventIds: ['r3'],
      selects: ['r3', 'r4'],
      leastByMs: -200,
      mostByMs: 200,
    });
    expect(grip(398)).toMatchObject({ eventIds: ['r4'], leastByMs: -200, mostByMs: 600 });
    expect(grip(450)).toBeUndefined();
  });

  it('has only a beginning while a segment is not ended', () => {
    expect(hitTimeline(shown, 800, inLane)?.grip).toMatchObject({ eventIds: ['r5'], selects: ['r5'] });
  });

  it('is held within its limits', () => {
    const grip = { eventIds: [], selects: [], leastByMs: -10, mostByMs: 20 };
    expect([-50, 5, 50].map((byMs) => withinGrip(grip, byMs))).toEqual([-10, 5, 20]);
  });
});

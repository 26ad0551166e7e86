import { describe, expect, it } from 'vitest';
import {
  followed,
  isWhole,
  panned,
  rulerTimes,
  timeToX,
  wholeView,
  xToTime,
  zoomed,
} from '../src/recordings/player/timeline-view.js';

const durationMs = 60_000;
const widthPx = 1_000;

describe('the view of a timeline', () => {
  it('zooms around a time that stays where it is', () => {
    const view = zoomed(wholeView(durationMs), durationMs, 15_000, 0.5);
    expect(view).toEqual({ fromMs: 7_500, toMs: 37_500 });
    expect(timeToX(view, widthPx, 15_000)).toBeCloseTo(timeToX(wholeView(durationMs), widthPx, 15_000));
  });

  it('never shows what is outside of the recording, nor less than can be drawn', () => {
    let view = wholeView(durationMs);
    for (const factor of [0.001, 0.1, 0.1, 3, 0.2, 50, 0.5, 1_000]) {
      view = zoomed(view, durationMs, 59_999, factor);
      expect(view.fromMs).toBeGreaterThanOrEqual(0);
      expect(view.toMs).toBeLessThanOrEqual(durationMs + 1e-6);
      expect(view.toMs - view.fromMs).toBeGreaterThanOrEqual(19.999);
    }
    expect(isWhole(view, durationMs)).toBe(true);
  });

  it('moves sideways up to the ends', () => {
    const view = { fromMs: 10_000, toMs: 20_000 };
    expect(panned(view, durationMs, -50_000)).toEqual({ fromMs: 0, toMs: 10_000 });
    expect(panned(view, durationMs, 5_000)).toEqual({ fromMs: 15_000, toMs: 25_000 });
    expect(panned(view, durationMs, 90_000)).toEqual({ fromMs: 50_000, toMs: 60_000 });
  });

  it('turns the page only when the position left it', () => {
    const view = { fromMs: 10_000, toMs: 20_000 };
    expect(followed(view, durationMs, 15_000)).toBe(view);
    expect(followed(view, durationMs, 20_001)).toEqual({ fromMs: 19_501, toMs: 29_501 });
    expect(followed(view, durationMs, 0)).toEqual({ fromMs: 0, toMs: 10_000 });
  });

  it('finds the time of a pixel', () => {
    const view = { fromMs: 10_000, toMs: 20_000 };
    expect(xToTime(view, widthPx, timeToX(view, widthPx, 12_345))).toBeCloseTo(12_345);
  });

  it.each([
    [{ fromMs: 0, toMs: 20 }, 2],
    [{ fromMs: 0, toMs: 1_000 }, 100],
    [{ fromMs: 0, toMs: 60_000 }, 10_000],
    [{ fromMs: 0, toMs: 3_600_000 }, 600_000],
    [{ fromMs: 0, toMs: 86_400_000 }, 5 * 3_600_000],
    [{ fromMs: 0, toMs: 40 * 86_400_000 }, 87 * 3_600_000],
  ])('has a ruler with round steps for %j', (view, stepMs) => {
    const times = rulerTimes(view, widthPx, 90);
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(stepMs);
    expect(times.length).toBeLessThanOrEqual(12);
  });
});

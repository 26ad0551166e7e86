/** The part of a timeline that is shown, and where times are on it. */
export interface TimelineView {
  readonly fromMs: number;
  readonly toMs: number;
}

const leastSpanMs = 20;

export const wholeView = (durationMs: number): TimelineView => ({
  fromMs: 0,
  toMs: Math.max(durationMs, leastSpanMs),
});

export const isWhole = ({ fromMs, toMs }: TimelineView, durationMs: number): boolean =>
  fromMs <= 0 && toMs >= durationMs;

export const timeToX = ({ fromMs, toMs }: TimelineView, widthPx: number, ms: number): number =>
  ((ms - fromMs) / (toMs - fromMs)) * widthPx;

export const xToTime = ({ fromMs, toMs }: TimelineView, widthPx: number, x: number): number =>
  fromMs + (x / Math.max(1, widthPx)) * (toMs - fromMs);

/** Zooms in (below 1) or out (above 1) around a time that stays where it is. */
export function zoomed(
  { fromMs, toMs }: TimelineView,
  durationMs: number,
  aroundMs: number,
  factor: number,
): TimelineView {
  const span = Math.min(Math.max((toMs - fromMs) * factor, leastSpanMs), wholeView(durationMs).toMs);
  const share = (aroundMs - fromMs) / (toMs - fromMs);
  return within({ fromMs: aroundMs - share * span, toMs: aroundMs + (1 - share) * span }, durationMs);
}

export const panned = ({ fromMs, toMs }: TimelineView, durationMs: number, byMs: number): TimelineView =>
  within({ fromMs: fromMs + byMs, toMs: toMs + byMs }, durationMs);

/** Turns the page when a position left what is shown. */
export function followed(view: TimelineView, durationMs: number, positionMs: number): TimelineView {
  const { fromMs, toMs } = view;
  if (positionMs >= fromMs && positionMs <= toMs) return view;
  const span = toMs - fromMs;
  return within({ fromMs: positionMs - span * 0.05, toMs: positionMs + span * 0.95 }, durationMs);
}

/** Moved into the timeline, as wide as it is. */
function within({ fromMs, toMs }: TimelineView, durationMs: number): TimelineView {
  const whole = wholeView(durationMs);
  const span = toMs - fromMs;
  const start = Math.min(Math.max(fromMs, 0), whole.toMs - span);
  return { fromMs: start, toMs: start + span };
}

const steps = [1, 2, 5] as const;
const stepsBySecond = [1_000, 2_000, 5_000, 10_000, 15_000, 30_000];

/** Times at which the ruler has a line, at least `apartPx` from each other. */
export function rulerTimes(view: TimelineView, widthPx: number, apartPx: number): readonly number[] {
  const stepMs = rulerStep(((view.toMs - view.fromMs) / Math.max(1, widthPx)) * apartPx);
  const first = Math.ceil(view.fromMs / stepMs);
  const last = Math.floor(view.toMs / stepMs);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * stepMs);
}

/** A round number that is at least so large: 1, 2, 5, 10 ... ms, then seconds, minutes and hours as clocks have them. */
function rulerStep(leastMs: number): number {
  if (leastMs <= 500) {
    for (let decade = 1; ; decade *= 10) {
      for (const step of steps) if (step * decade >= leastMs) return step * decade;
    }
  }
  for (let unitMs = 1; ; unitMs *= 60) {
    for (const step of stepsBySecond) if (step * unitMs >= leastMs) return step * unitMs;
    if (unitMs >= 3_600) return Math.ceil(leastMs / 3_600_000) * 3_600_000;
  }
}

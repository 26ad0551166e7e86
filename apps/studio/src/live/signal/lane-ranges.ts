import type { SignalSettings } from '../setup/card-settings.js';
import type { SampleHistory } from './sample-history.js';

/** From the lower to the upper edge of a lane, in units of the signal. */
export interface LaneRange {
  readonly minimum: number;
  readonly maximum: number;
}

/** The least and the greatest value that a channel shows; `undefined` where it shows none. */
export type Extent = LaneRange | undefined;

export function extentOf(history: SampleHistory, channel: number, fromMs: number): Extent {
  const values = history.valuesOf(channel);
  let minimum = Number.POSITIVE_INFINITY;
  let maximum = Number.NEGATIVE_INFINITY;
  for (let at = history.positionAt(fromMs); at < history.end; at++) {
    const value = values[at] as number;
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return minimum <= maximum ? { minimum, maximum } : undefined;
}

/**
 * The range of each lane. Automatic ranges stay as they are while what is shown fits and fills a good part of them, so that
 * curves do not breathe. Stacked lanes have one scale, each around the middle of its own channel; overlaid ones share a range.
 */
export function laneRanges(
  { layout, range }: Pick<SignalSettings, 'layout' | 'range'>,
  extents: readonly Extent[],
  before: readonly LaneRange[],
): readonly LaneRange[] {
  if (!range.isAuto) {
    const fixed = { minimum: range.minimum, maximum: Math.max(range.maximum, range.minimum + 1e-9) };
    return extents.map(() => fixed);
  }
  if (layout === 'expanded') return extents.map((extent, lane) => adapted(before[lane], extent));
  if (layout === 'overlaid') {
    const shared = adapted(before[0], extents.reduce(union, undefined));
    return extents.map(() => shared);
  }
  const widest = Math.max(0, ...extents.map((extent) => (extent ? extent.maximum - extent.minimum : 0)));
  const span = adaptedSpan(before[0], widest);
  return extents.map((extent, lane) => {
    const known = before[lane];
    const isKept =
      known !== undefined &&
      Math.abs(known.maximum - known.minimum - span) < span * 1e-9 &&
      (extent === undefined || (extent.minimum >= known.minimum && extent.maximum <= known.maximum));
    const middle = extent === undefined ? 0 : (extent.minimum + extent.maximum) / 2;
    return isKept ? known : { minimum: middle - span / 2, maximum: middle + span / 2 };
  });
}

const padding = 1.2;
const leastFill = 0.45;

function adapted(known: LaneRange | undefined, extent: Extent): LaneRange {
  if (extent === undefined) return known ?? { minimum: -1, maximum: 1 };
  const { minimum, maximum } = extent;
  if (
    known !== undefined &&
    minimum >= known.minimum &&
    maximum <= known.maximum &&
    maximum - minimum >= (known.maximum - known.minimum) * leastFill
  ) {
    return known;
  }
  const half = (withSpan(maximum - minimum, minimum) * padding) / 2;
  const middle = (minimum + maximum) / 2;
  return { minimum: middle - half, maximum: middle + half };
}

function adaptedSpan(known: LaneRange | undefined, widest: number): number {
  if (known !== undefined) {
    const span = known.maximum - known.minimum;
    if (widest <= span && widest >= span * leastFill) return span;
  }
  return withSpan(widest, 0) * padding;
}

/** A flat line has a span, too. */
const withSpan = (span: number, at: number): number => (span > 0 ? span : Math.abs(at) * 0.1 || 1);

const union = (one: Extent, other: Extent): Extent =>
  one === undefined || other === undefined
    ? (one ?? other)
    : {
        minimum: Math.min(one.minimum, other.minimum),
        maximum: Math.max(one.maximum, other.maximum),
      };

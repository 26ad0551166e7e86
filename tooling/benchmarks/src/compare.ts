/** A run beside an earlier one: by ratios, since machines differ and a machine differs from day to day. */
import { type Measurement, ratioOf } from './measurement.js';

/** A measurement has become worse when its ratio is below this part of what it was. */
const tolerated = 0.7;

/** One sentence for each measurement that became worse. */
export function regressions(
  current: readonly Measurement[],
  baseline: readonly Measurement[],
): readonly string[] {
  return current.flatMap((measurement) => {
    const before = baseline.find(({ id }) => id === measurement.id);
    if (before === undefined) return [];
    const kept = keptShare(measurement, before);
    if (kept >= tolerated) return [];
    return [
      `${measurement.id}: ${format(ratioOf(measurement))} of "${measurement.beside.what}", it was ${format(ratioOf(before))}`,
    ];
  });
}

/** How much is left of what the measurement was: 1 for as good, 0.5 for half as good. */
export function keptShare(measurement: Measurement, before: Measurement): number {
  const change = ratioOf(measurement) / ratioOf(before);
  return measurement.better === 'higher' ? change : 1 / change;
}

const format = (ratio: number): string => `${ratio.toPrecision(3)} times`;

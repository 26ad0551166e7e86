/** How values become the integers of EDF: `physical = min + (digital - digitalMin) * (max - min) / (digitalMax - digitalMin)`. */
import type { DType } from '@modlink/sdk';
import type { EdfVariant } from './edf-variant.js';

/** The extremes of a channel's values; NaN where it has no finite one. */
export interface ValueRange {
  min: number;
  max: number;
}

export interface EdfScaling {
  /** As it stands in the header, in 8 characters. */
  readonly physicalMin: string;
  readonly physicalMax: string;
  digital(value: number): number;
  /** What stands where there is no value: zero, or the nearest that the channel has. */
  readonly fill: number;
}

const fieldCharacters = 8;

/**
 * Chooses the physical range of a channel. Integers that the format holds as they are keep their value; everything else is
 * rounded to the nearest of the steps between its least and its greatest value.
 * @returns `undefined` where a header's 8 characters cannot say the range.
 */
export function chooseScaling(
  { digitalMin, digitalMax }: EdfVariant,
  dtype: DType,
  { min, max }: ValueRange,
): EdfScaling | undefined {
  const isInteger = !dtype.startsWith('float');
  if (isInteger && min >= digitalMin && max <= digitalMax) {
    return scaling(String(digitalMin), String(digitalMax), digitalMin, digitalMax);
  }
  const [low, high] = Number.isNaN(min) ? [0, 1] : [min, max > min ? max : min + (Math.abs(min) || 1)];
  const physicalMin = fieldNumber(low, Math.floor);
  const physicalMax = fieldNumber(high, Math.ceil);
  if (physicalMin === undefined || physicalMax === undefined) return undefined;
  // Values so small, or so close together, that the field's digits would leave most of the steps unused.
  if (Number(physicalMax) - Number(physicalMin) > 1.5 * (high - low)) return undefined;
  return scaling(physicalMin, physicalMax, digitalMin, digitalMax);
}

function scaling(
  physicalMin: string,
  physicalMax: string,
  digitalMin: number,
  digitalMax: number,
): EdfScaling {
  const low = Number(physicalMin);
  const stepsPerUnit = (digitalMax - digitalMin) / (Number(physicalMax) - low);
  const digital = (value: number): number =>
    Math.min(Math.max(Math.round((value - low) * stepsPerUnit) + digitalMin, digitalMin), digitalMax);
  const fill = digital(0);
  return {
    physicalMin,
    physicalMax,
    fill,
    digital: (value) => (Number.isNaN(value) ? fill : digital(value)),
  };
}

/** The number that a header can say which is nearest to a value, on one side of it. */
function fieldNumber(value: number, round: (value: number) => number): string | undefined {
  for (let decimals = fieldCharacters - 2; decimals >= 0; decimals--) {
    const text = (round(value * 10 ** decimals) / 10 ** decimals).toFixed(decimals);
    if (text.length <= fieldCharacters) return text;
  }
  return undefined;
}

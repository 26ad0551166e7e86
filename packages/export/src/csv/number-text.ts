/** Numbers as text that gives back the very same number. */
import type { DType } from '@modlink/sdk';

type NumberText = (value: number | bigint) => string;

/** How values of a dtype are written. Not-a-number is `NaN`, the infinities are `Infinity` and `-Infinity`. */
export function numberText(dtype: DType): NumberText {
  if (dtype === 'float32') return (value) => float32Text(value as number);
  if (dtype === 'float64') return (value) => float64Text(value as number);
  return String;
}

/** JavaScript's own text of a number is the shortest that gives it back, but loses the sign of zero. */
export function float64Text(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

// IEEE 754 binary32: decimals of up to 6 digits survive, and 9 digits tell all values apart (FLT_DIG and
// FLT_DECIMAL_DIG of C11, 5.2.4.2.2). Below the smallest normal number fewer digits may do.
const survivingDigits = 6;
const tellingDigits = 9;
const smallestNormal = 2 ** -126;

/** The shortest decimal that, rounded to float32, is the same value: `0.1`, not `0.10000000149011612`. */
export function float32Text(value: number): string {
  if (!Number.isFinite(value) || (Number.isInteger(value) && Math.abs(value) < 2 ** 24))
    return float64Text(value);
  for (
    let digits = Math.abs(value) < smallestNormal ? 1 : survivingDigits;
    digits < tellingDigits;
    digits++
  ) {
    const rounded = Number(value.toPrecision(digits));
    if (Math.fround(rounded) === value) return String(rounded);
  }
  return String(Number(value.toPrecision(tellingDigits)));
}

/** How numbers are written in tables: with the three digits that count. */
export function quantity(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size >= 100) return rounded.toLocaleString('en-US');
  return rounded.toFixed(size >= 10 ? 1 : 2);
}

/** A ratio, as a multiple. */
export const times = (ratio: number): string => `${quantity(ratio)} x`;

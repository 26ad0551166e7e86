/** How numbers are written in tables: three digits that count, thousands with a comma. */

export function quantity(value: number): string {
  const size = Math.abs(value);
  if (size >= 1_000) return Number(value.toPrecision(3)).toLocaleString('en-US');
  if (size >= 100) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A ratio, as a multiple. */
export const times = (ratio: number): string => `${quantity(ratio)} x`;

/** How well an electrode touches, by its impedance in ohm. */
export type Contact = 'good' | 'fair' | 'bad';

/**
 * Up to 10 kOhm: American Clinical Neurophysiology Society, Guideline 1 (2016), 3.1. Amplifiers of today bear more: up to some
 * 40 to 50 kOhm signals stay usable (Ferree, Luu, Russell and Tucker 2001, "Scalp electrode impedance, infection risk, and EEG
 * data quality").
 */
export const contactLimitsOhm = { good: 10_000, fair: 50_000 } as const;

export function contactOf(ohm: number): Contact {
  if (ohm <= contactLimitsOhm.good) return 'good';
  return ohm <= contactLimitsOhm.fair ? 'fair' : 'bad';
}

/** Ohm as people write it, in three digits: `5.1 kΩ`. */
export function ohmText(ohm: number): string {
  if (ohm >= 1e6) return `${Number((ohm / 1e6).toPrecision(3))} MΩ`;
  if (ohm >= 1e3) return `${Number((ohm / 1e3).toPrecision(3))} kΩ`;
  return `${Math.round(ohm)} Ω`;
}

/** From counts to units: OpenBCI documentation, "Cyton Data Format", section "Interpreting the EEG Data". */

/** The gains of the board's amplifier, the ADS1299. */
export const gains = [1, 2, 4, 6, 8, 12, 24] as const;
export type Gain = (typeof gains)[number];

/**
 * Microvolt per count: 4.5 V / gain / (2^23 - 1), 0.0223517 at gain 24.
 *
 * As float32 a channel's microvolts still tell each count from the next: `Math.round(microvolt / microvoltPerCount(gain))`
 * gives back the count, for every count and gain. A float32 is off by half a unit in its last place at most, which is
 * 2^-24 of the value and less; at the largest count, 2^23, that is below half a count.
 */
export function microvoltPerCount(gain: Gain): number {
  return (4.5 / gain / (2 ** 23 - 1)) * 1e6;
}

/** g per count of the accelerometer: 0.002 / 2^4. */
export const gPerCount = 0.002 / 16;

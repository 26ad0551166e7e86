/** From counts to units. */

/** Hertz, of the electrodes. */
export const sampleRateHz = 200;

/**
 * Microvolt per count: 1.2 V reference / (2^23 - 1) / 1.5 / 51, 0.00186995 (OpenBCI documentation, "Ganglion Data Format",
 * section "Interpreting the EEG Data"; there the formula is printed with a multiplication by 8388607, which cannot be meant.
 * BrainFlow, `ganglion_native.h`: `eeg_scale`).
 */
export const microvoltPerCount = 1.2e6 / (8_388_607 * 1.5 * 51);

/** g per count of the accelerometer (OpenBCI documentation, the same page; BrainFlow, `ganglion_native.h`: `accel_scale`). */
export const gPerCount = 0.016;

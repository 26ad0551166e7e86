/** What a simulated Muse measures: its truth, in the device's own counts. */

export const museElectrodes = ['TP9', 'AF7', 'AF8', 'TP10', 'AUX'] as const;

/** One sample of an electrode: 12 bits, unsigned. */
export function museEeg(electrode: number, index: number, seed = 1): number {
  const alpha = 300 * Math.sin((2 * Math.PI * 10 * index) / 256 + electrode + seed);
  const drift = 200 * Math.sin(index / 700 + electrode);
  const noise = ((index * 7919 + electrode * 104_729 + seed * 31) % 64) - 32;
  return Math.max(0, Math.min(4095, Math.round(2048 + alpha + drift + noise)));
}

/** One sample of the accelerometer (1/16384 g) or of the gyroscope (245/32768 degree/s): x, y and z. */
export function museMotion(sensor: 'accel' | 'gyro', index: number, seed = 1): readonly number[] {
  const wave = (axis: number) => Math.round(3000 * Math.sin(index / 20 + axis * 2 + seed));
  const still = sensor === 'accel' ? [0, 0, 16_384] : [0, 0, 0];
  return still.map((count, axis) => count + wave(axis));
}

/** One sample of an optical channel: 24 bits, unsigned. */
export function musePpg(channel: number, index: number, seed = 1): number {
  const pulse = 20_000 * Math.sin((2 * Math.PI * 1.2 * index) / 64 + seed) ** 3;
  return Math.round(900_000 * (channel + 1) + pulse + ((index * 7919) % 128));
}

/** What the headband tells of itself every ten seconds. */
export function museTelemetry(index: number, batteryPercent = 87) {
  return { batteryPercent: Math.max(0, batteryPercent - index), voltageMv: 3960 - 11 * index, celsius: 27 };
}

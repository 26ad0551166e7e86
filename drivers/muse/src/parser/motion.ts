import { type MusePacket, packetView } from './packet.js';

export const motionSamplesPerPacket = 3;
/** Of the accelerometer and of the gyroscope (muse-lsl, `constants.py`: `MUSE_SAMPLING_ACC_RATE`, `MUSE_SAMPLING_GYRO_RATE`). */
export const motionRateHz = 52;

/** m/s^2 per g: standard gravity, exact by definition. */
const standardGravity = 9.80665;
/** 2 g in 15 bits: 0.0000610352 (muse-js, `muse-parse.ts`; muse-lsl, `constants.py`: `MUSE_ACCELEROMETER_SCALE_FACTOR`). */
export const gPerCount = 2 / 2 ** 15;
/** 245 degree/s in 15 bits: 0.0074768 (the same: `MUSE_GYRO_SCALE_FACTOR`). */
export const degreePerSecondPerCount = 245 / 2 ** 15;

/**
 * A packet of the accelerometer: three samples of x, y and z, 16 bits signed and big-endian.
 * @returns m/s^2, all axes of the first sample first; `undefined` for what is no such packet. Never throws.
 */
export function parseAccelPacket(bytes: Uint8Array): MusePacket | undefined {
  return parseMotionPacket(bytes, gPerCount * standardGravity);
}

/** A packet of the gyroscope, likewise. @returns rad/s. */
export function parseGyroPacket(bytes: Uint8Array): MusePacket | undefined {
  return parseMotionPacket(bytes, (degreePerSecondPerCount * Math.PI) / 180);
}

function parseMotionPacket(bytes: Uint8Array, scale: number): MusePacket | undefined {
  const view = packetView(bytes);
  if (view === undefined) return undefined;
  const values = new Float32Array(3 * motionSamplesPerPacket);
  for (let index = 0; index < values.length; index++) values[index] = view.getInt16(2 + 2 * index) * scale;
  return { sequence: view.getUint16(0), values };
}

/**
 * The calibration in the flash memory of Joy-Con and Pro Controller. Source: dekuNukem/Nintendo_Switch_Reverse_Engineering
 * (GitHub), `spi_flash_notes.md`, "6-Axis sensor factory and user calibration", and `imu_sensor_notes.md`, "Convert to basic
 * useful data using SPI Calibration"; the same formulas stand in SDL (`SDL_hidapi_switch.c`) and Linux (`hid-nintendo.c`).
 *
 * 24 bytes, twelve int16: accelerometer origin x, y, z; its coefficients (16384); gyroscope at rest x, y, z; its coefficients
 * (13371).
 *
 * | | formula |
 * |---|---|
 * | g | `counts * 4 / (coefficient - origin)` |
 * | degree/s | `(counts - origin) * 936 / (coefficient - origin)` |
 *
 * The accelerometer's origin is part of its scale and is not subtracted; the gyroscope's is both.
 */
import { type AxisCalibration, type ImuCalibration, threeAxes } from './calibration.js';
import { int16, uint16 } from './little-endian.js';
import { radiansPerDegree, standardGravity } from './reading.js';

/** Where the maker's calibration is. */
export const factoryCalibrationFlash = { address: 0x6020, lengthBytes: 24 } as const;
/** Where the user's is, after two bytes that say whether it is there. */
export const userCalibrationFlash = { address: 0x8026, lengthBytes: 26 } as const;
/** The two bytes `B2 A1`. */
const userCalibrationMark = 0xa1b2;

/**
 * Which sensitivity of the gyroscope is taken, in millidegree/s per count. Sources disagree. 70 is the typical sensitivity at
 * 2000 degree/s in the data sheet of the sensor (STMicroelectronics LSM6DS3, table "Mechanical characteristics"), and what SDL
 * (936 / 13371, `SDL_hidapi_switch.c`) and Linux (14.247 counts per degree/s, `hid-nintendo.c`) take; 61 spreads 4000
 * degree/s evenly over 16 bits (`imu_sensor_notes.md`, "Accurate").
 */
export type SwitchGyroScale = 70 | 61;
/** degree/s at the calibration's coefficient, by {@link SwitchGyroScale}. */
const degreesAtCoefficient: Readonly<Record<SwitchGyroScale, number>> = { 70: 936, 61: 816 };
const gAtCoefficient = 4;
const nominalAccelCoefficient = 16384;
const nominalGyroCoefficient = 13371;

export interface SwitchCalibrationOptions {
  /** 70 when absent. */
  readonly gyroScale?: SwitchGyroScale | undefined;
}

/** What is taken where the flash memory cannot be read: 4096 counts per g, and no offset. */
export function nominalSwitchCalibration({ gyroScale = 70 }: SwitchCalibrationOptions = {}): ImuCalibration {
  return {
    accel: threeAxes(() => accelAxis(0, nominalAccelCoefficient)),
    gyro: threeAxes(() => gyroAxis(0, nominalGyroCoefficient, gyroScale)),
    source: 'nominal',
  };
}

/**
 * Reads the maker's calibration.
 * @param flash - the bytes from {@link factoryCalibrationFlash} on.
 * @returns `undefined` where there are too few bytes, or none was written (all `FF`).
 */
export function parseSwitchCalibration(
  flash: Uint8Array,
  { gyroScale = 70 }: SwitchCalibrationOptions = {},
): ImuCalibration | undefined {
  if (flash.length < 24 || flash.every((byte) => byte === 0xff)) return undefined;
  return {
    accel: threeAxes((axis) => accelAxis(int16(flash, 2 * axis), int16(flash, 6 + 2 * axis))),
    gyro: threeAxes((axis) => gyroAxis(int16(flash, 12 + 2 * axis), int16(flash, 18 + 2 * axis), gyroScale)),
    source: 'factory',
  };
}

/**
 * Reads the calibration that the user made on a console.
 * @param flash - the bytes from {@link userCalibrationFlash} on.
 * @returns `undefined` where there is none.
 */
export function parseSwitchUserCalibration(
  flash: Uint8Array,
  options: SwitchCalibrationOptions = {},
): ImuCalibration | undefined {
  if (uint16(flash, 0) !== userCalibrationMark) return undefined;
  const calibration = parseSwitchCalibration(flash.subarray(2), options);
  return calibration && { ...calibration, source: 'user' };
}

function accelAxis(origin: number, coefficient: number): AxisCalibration {
  const span = coefficient - origin;
  const divisor = span === 0 ? nominalAccelCoefficient : span;
  return { offset: 0, unitsPerCount: (gAtCoefficient / divisor) * standardGravity };
}

function gyroAxis(origin: number, coefficient: number, scale: SwitchGyroScale): AxisCalibration {
  const span = coefficient - origin;
  const divisor = span === 0 ? nominalGyroCoefficient : span;
  return { offset: origin, unitsPerCount: (degreesAtCoefficient[scale] / divisor) * radiansPerDegree };
}

/**
 * The factory calibration of DualSense and DualShock 4: what each sensor axis read at +1 g and -1 g, and when turned at a known
 * speed one way and the other. Layout and formulas: Linux `drivers/hid/hid-playstation.c`, `dualsense_get_calibration_data` and
 * `dualshock4_get_calibration_data`; the same numbers are in SDL, `SDL_hidapi_ps5.c` and `SDL_hidapi_ps4.c`.
 *
 * | byte | what (int16, lowest byte first) |
 * |---|---|
 * | 0 | report id |
 * | 1 - 6 | gyroscope at rest: pitch (x), yaw (y), roll (z) |
 * | 7 - 18 | gyroscope at the speed below, one way (plus) and the other (minus), in one of two orders |
 * | 19 - 22 | that speed in degree/s: plus, minus |
 * | 23 - 34 | accelerometer at +1 g and -1 g: x plus, x minus, y plus, y minus, z plus, z minus |
 * | 37 - 40 | over Bluetooth: checksum, see `playstation-checksum.ts` |
 */
import { type AxisCalibration, type ImuCalibration, threeAxes } from './calibration.js';
import { int16 } from './little-endian.js';
import { radiansPerDegree, standardGravity } from './reading.js';

/** Bytes of the feature report, its id included: DualSense, and DualShock 4 over Bluetooth. */
export const calibrationLengthBytes = 41;
/** Of the DualShock 4 over USB, which has no checksum. */
export const dualShock4UsbCalibrationLengthBytes = 37;

/**
 * Counts per g and per degree/s of a controller without a usable calibration: SDL, `SDL_hidapi_ps5.c`,
 * `HIDAPI_DriverPS5_ApplyCalibrationData` (8192 per g, and 1024 / 64 = 16 per degree/s).
 */
const nominalCountsPerG = 8192;
const nominalCountsPerDegree = 16;

export interface PlayStationCalibrationOptions {
  /**
   * Whether what the gyroscope read at rest in the factory is subtracted. Sources disagree: Sony's own Linux driver
   * (`hid-playstation.c`, since "HID: playstation: correct DualSense gyro bias handling") uses it only to find the scale, as the
   * controller has corrected its values already; SDL subtracts it. `false` (the maker's way) when absent.
   */
  readonly subtractGyroBias?: boolean | undefined;
}

const nominalAccel: AxisCalibration = { offset: 0, unitsPerCount: standardGravity / nominalCountsPerG };
const nominalGyro: AxisCalibration = { offset: 0, unitsPerCount: radiansPerDegree / nominalCountsPerDegree };

/** What is taken where a controller tells no usable calibration, as copies of controllers do. */
export const nominalPlayStationCalibration: ImuCalibration = {
  accel: threeAxes(() => nominalAccel),
  gyro: threeAxes(() => nominalGyro),
  source: 'nominal',
};

/**
 * Reads the calibration of a feature report.
 * @returns `undefined` for a report that is too short. An axis whose values make no sense is taken as nominal.
 */
export function parsePlayStationCalibration(
  report: Uint8Array,
  { subtractGyroBias = false }: PlayStationCalibrationOptions = {},
): ImuCalibration | undefined {
  if (report.length < 35) return undefined;
  const { plusAt, minusAt } = gyroOrder(report);
  const speedSum = int16(report, 19) + int16(report, 21);
  const gyro = threeAxes((axis) => {
    const bias = int16(report, 1 + 2 * axis);
    const plus = Math.abs(int16(report, plusAt(axis)) - bias);
    const minus = Math.abs(int16(report, minusAt(axis)) - bias);
    if (plus + minus === 0 || speedSum <= 0) return nominalGyro;
    return {
      offset: subtractGyroBias ? bias : 0,
      unitsPerCount: (speedSum / (plus + minus)) * radiansPerDegree,
    };
  });
  const accel = threeAxes((axis) => {
    const plus = int16(report, 23 + 4 * axis);
    const minus = int16(report, 25 + 4 * axis);
    if (plus <= minus) return nominalAccel;
    return { offset: (plus + minus) / 2, unitsPerCount: (2 * standardGravity) / (plus - minus) };
  });
  const isUsable = gyro.some((axis) => axis !== nominalGyro) || accel.some((axis) => axis !== nominalAccel);
  return { accel, gyro, source: isUsable ? 'factory' : 'nominal' };
}

/**
 * Two orders of the gyroscope's values exist: plus and minus by turns, axis after axis (DualSense, and DualShock 4 over USB);
 * or three plus values, then three minus values (DualShock 4 over Bluetooth). Which of them the DualShock 4 sends through its
 * wireless adaptor is told differently in different places. Plus and minus of an axis have different signs, so the second
 * value tells: it is negative where it is the first axis' minus.
 */
function gyroOrder(report: Uint8Array) {
  const isByTurns = int16(report, 7) < 0 !== int16(report, 9) < 0;
  return isByTurns
    ? { plusAt: (axis: number) => 7 + 4 * axis, minusAt: (axis: number) => 9 + 4 * axis }
    : { plusAt: (axis: number) => 7 + 2 * axis, minusAt: (axis: number) => 13 + 2 * axis };
}

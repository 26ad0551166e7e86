import type { Axes, ImuCounts } from './reading.js';

/** One axis: `(counts - offset) * unitsPerCount`. */
export interface AxisCalibration {
  readonly offset: number;
  /** m/s^2, or rad/s, per count. */
  readonly unitsPerCount: number;
}
export type SensorCalibration = readonly [x: AxisCalibration, y: AxisCalibration, z: AxisCalibration];

/** Where a calibration comes from: measured by the maker or by the user, or none, so that nominal values are taken. */
export type CalibrationSource = 'factory' | 'user' | 'nominal';

/** What turns counts into m/s^2 and rad/s. */
export interface ImuCalibration {
  readonly accel: SensorCalibration;
  readonly gyro: SensorCalibration;
  readonly source: CalibrationSource;
}

/** Makes the three axes alike, or each by its number. */
export function threeAxes(make: (axis: number) => AxisCalibration): SensorCalibration {
  return [make(0), make(1), make(2)];
}

function calibrate(counts: Axes, [x, y, z]: SensorCalibration): Axes {
  return [
    (counts[0] - x.offset) * x.unitsPerCount,
    (counts[1] - y.offset) * y.unitsPerCount,
    (counts[2] - z.offset) * z.unitsPerCount,
  ];
}

/** One sample in m/s^2 and rad/s. */
export function toUnits(
  counts: ImuCounts,
  calibration: ImuCalibration,
): { readonly accel: Axes; readonly gyro: Axes } {
  return {
    accel: calibrate(counts.accel, calibration.accel),
    gyro: calibrate(counts.gyro, calibration.gyro),
  };
}

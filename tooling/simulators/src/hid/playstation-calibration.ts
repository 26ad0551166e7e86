import { type Motion, standardGravity } from './motion.js';

/** What the maker measured on one axis of a gyroscope and of an accelerometer. */
export interface PlayStationAxis {
  /** Counts of the gyroscope at rest. */
  readonly gyroRest: number;
  /** Counts of the gyroscope per degree/s. */
  readonly gyroPerDegree: number;
  /** Counts of the accelerometer at +1 g and at -1 g. */
  readonly accelPlus: number;
  readonly accelMinus: number;
}
export type PlayStationAxes = readonly [PlayStationAxis, PlayStationAxis, PlayStationAxis];

/** Unlike each other and unlike the nominal values, in the range of real controllers. */
export const usualPlayStationAxes: PlayStationAxes = [
  { gyroRest: -1, gyroPerDegree: 16.37, accelPlus: 8178, accelMinus: -8211 },
  { gyroRest: -4, gyroPerDegree: 16.42, accelPlus: 8419, accelMinus: -7974 },
  { gyroRest: 2, gyroPerDegree: 16.29, accelPlus: 8174, accelMinus: -8225 },
];

/** The speed at which makers turn the controller, in degree/s. */
const calibrationSpeed = 540;

/** In which order the gyroscope's values stand: plus and minus of each axis, or all plus values first. */
export type GyroOrder = 'by-axis' | 'plus-first';

/** The feature report that tells the calibration. Layout: Linux `hid-playstation.c`, `dualsense_get_calibration_data`. */
export function calibrationReport(
  reportId: number,
  lengthBytes: number,
  axes: PlayStationAxes,
  order: GyroOrder,
): Buffer {
  const report = Buffer.alloc(lengthBytes);
  report[0] = reportId;
  for (const [index, axis] of axes.entries()) {
    const { plus, minus } = turned(axis);
    report.writeInt16LE(axis.gyroRest, 1 + 2 * index);
    report.writeInt16LE(plus, order === 'by-axis' ? 7 + 4 * index : 7 + 2 * index);
    report.writeInt16LE(minus, order === 'by-axis' ? 9 + 4 * index : 13 + 2 * index);
    report.writeInt16LE(axis.accelPlus, 23 + 4 * index);
    report.writeInt16LE(axis.accelMinus, 25 + 4 * index);
  }
  report.writeInt16LE(calibrationSpeed, 19);
  report.writeInt16LE(calibrationSpeed, 21);
  return report;
}

/** Counts at the calibration's speed, whole as they are told. */
function turned({ gyroRest, gyroPerDegree }: PlayStationAxis) {
  return {
    plus: Math.round(gyroRest + calibrationSpeed * gyroPerDegree),
    minus: Math.round(gyroRest - calibrationSpeed * gyroPerDegree),
  };
}

/** What the converters of a controller with this calibration read. */
export function playStationCounts(
  motion: Motion,
  axes: PlayStationAxes,
): { accel: [number, number, number]; gyro: [number, number, number] } {
  const three = (make: (axis: PlayStationAxis, index: 0 | 1 | 2) => number): [number, number, number] => [
    make(axes[0], 0),
    make(axes[1], 1),
    make(axes[2], 2),
  ];
  return {
    accel: three(
      ({ accelPlus, accelMinus }, index) =>
        (accelPlus + accelMinus) / 2 +
        (motion.accel[index] / standardGravity) * ((accelPlus - accelMinus) / 2),
    ),
    gyro: three((axis, index) => {
      const { plus, minus } = turned(axis);
      const degrees = (motion.gyro[index] * 180) / Math.PI;
      return (degrees * (plus - minus)) / (2 * calibrationSpeed);
    }),
  };
}

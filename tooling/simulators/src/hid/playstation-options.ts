import type { MotionAt } from './motion.js';
import type { PlayStationAxes } from './playstation-calibration.js';

/** How a simulated DualSense or DualShock 4 is. */
export interface PlayStationSimulatorOptions {
  readonly motion: MotionAt;
  readonly connection?: 'usb' | 'bluetooth';
  readonly serialNumber?: string;
  /** Reports per second; 250 when absent. */
  readonly rateHz?: number;
  readonly axes?: PlayStationAxes;
  /** The counter of the first report. */
  readonly firstCounter?: number;
  /** The sensor's time at the first report, in ticks. */
  readonly firstTicks?: number;
  /** The status byte with the battery's level and charging; it may change meanwhile. */
  readonly battery?: number | (() => number);
}

/** The battery's byte, as it is now. */
export function batteryByte({ battery = 0x08 }: PlayStationSimulatorOptions): number {
  return typeof battery === 'number' ? battery : battery();
}

/** What all families of devices have in common: what a report tells, and why a report tells nothing. */

/** Three axes, named x, y and z as the maker of the device has them. */
export type Axes = readonly [x: number, y: number, z: number];

/** What the sensor measured at one time, in counts of its converter. */
export interface ImuCounts {
  readonly accel: Axes;
  readonly gyro: Axes;
}

/** Whether the battery gains or loses. `'fault'`: the controller refuses to charge (temperature or voltage). */
export type Charging = 'discharging' | 'charging' | 'full' | 'fault' | 'unknown';

export interface BatteryState {
  /** 0 to 100; `undefined` where the device does not tell just now. */
  readonly percent: number | undefined;
  readonly charging: Charging;
}

/** How a controller is connected: its reports differ. */
export type Connection = 'usb' | 'bluetooth';

/** Why nothing was read from a report. */
export type Rejection =
  /** Empty, too short or too long for its report id. */
  | 'wrong-length'
  /** Another report id: nothing about motion. */
  | 'other-report'
  /** Bytes were damaged on the way: the checksum of the Bluetooth form is wrong. */
  | 'wrong-checksum'
  /** The short Bluetooth form without motion, sent until the calibration has been read. */
  | 'no-motion'
  /** A wireless adaptor, with no controller connected to it. */
  | 'no-controller';

/** Either what a report says, or why it says nothing. */
export type Parsed<Packet> =
  | { readonly packet: Packet; readonly rejected?: never }
  | { readonly packet?: never; readonly rejected: Rejection };

/** Standard gravity in m/s^2, exact by definition (BIPM, The International System of Units, 9th edition, 2019). */
export const standardGravity = 9.80665;
export const radiansPerDegree = Math.PI / 180;

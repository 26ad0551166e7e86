/**
 * `@modlink/simulators/hid`: controllers and sensors that turn a known motion into the reports that the real device would send.
 * They know neither a clock nor a transport.
 */
export { DualSenseSimulator, type DualSenseSimulatorOptions } from './dualsense.js';
export { DualShock4Simulator, type DualShock4SimulatorOptions } from './dualshock4.js';
export { HidSensorSimulator, type HidSensorSimulatorOptions } from './hid-sensor.js';
export type { HidSimulator, SimulatedHidInfo } from './hid-simulator.js';
export { lyingStill, type Motion, type MotionAt, swung } from './motion.js';
export {
  type PlayStationAxes,
  type PlayStationAxis,
  usualPlayStationAxes,
} from './playstation-calibration.js';
export type { PlayStationSimulatorOptions } from './playstation-options.js';
export {
  type SwitchAxes,
  type SwitchAxis,
  SwitchSimulator,
  type SwitchSimulatorOptions,
  usualSwitchAxes,
} from './switch-controller.js';

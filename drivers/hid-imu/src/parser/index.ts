/**
 * `@modlink/driver-hid-imu/parser`: the reports of game controllers and HID sensors, as accelerations, rotations, times and
 * battery states. Pure: no input, no output, no clock of its own; for files, captures and browsers (WebHID) as well as for the
 * driver.
 */
export {
  type AxisCalibration,
  type CalibrationSource,
  type ImuCalibration,
  type SensorCalibration,
  toUnits,
} from './calibration.js';
export {
  dualSenseCalibrationReportId,
  dualSenseCounterModulus,
  dualSenseTickModulus,
  dualSenseTicksPerSecond,
  type PlayStationPacket,
  parseDualSenseReport,
} from './dualsense.js';
export {
  dualShock4CalibrationReportIds,
  dualShock4CounterModulus,
  dualShock4TickModulus,
  dualShock4TicksPerSecond,
  parseDualShock4Report,
} from './dualshock4.js';
export {
  findHidSensors,
  type HidSensorLayout,
  type HidSensorOptions,
  type HidSensorPacket,
  type LengthUnit,
  parseHidSensorReport,
  sensorIntervalMs,
  sensorsUsagePage,
  sensorUsages,
  switchSensorOn,
} from './hid-sensor.js';
export {
  calibrationLengthBytes,
  dualShock4UsbCalibrationLengthBytes,
  nominalPlayStationCalibration,
  type PlayStationCalibrationOptions,
  parsePlayStationCalibration,
} from './playstation-calibration.js';
export { hasRightChecksum } from './playstation-checksum.js';
export type {
  Axes,
  BatteryState,
  Charging,
  Connection,
  ImuCounts,
  Parsed,
  Rejection,
} from './reading.js';
export {
  parseReportDescriptor,
  type ReportDescriptor,
  type ReportField,
  type ReportKind,
  type ReportLength,
  readField,
  writeField,
} from './report-descriptor.js';
export { type ReportPlace, ReportProgress, type ReportProgressOptions } from './report-progress.js';
export {
  factoryCalibrationFlash,
  nominalSwitchCalibration,
  parseSwitchCalibration,
  parseSwitchUserCalibration,
  type SwitchCalibrationOptions,
  type SwitchGyroScale,
  userCalibrationFlash,
} from './switch-calibration.js';
export {
  flashArgument,
  isSwitchUsbAnswer,
  switchReportModes,
  switchSubcommandReport,
  switchSubcommands,
  switchUsbCommands,
  switchUsbReport,
} from './switch-commands.js';
export {
  parseFlashReply,
  parseSwitchReply,
  parseSwitchReport,
  type SwitchPacket,
  type SwitchReply,
  switchSamplesPerReport,
  switchTicksPerSecond,
  switchTimerModulus,
} from './switch-controller.js';
export { TickClock, type TickClockOptions } from './tick-clock.js';

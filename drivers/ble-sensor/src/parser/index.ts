/**
 * `@modlink/driver-ble-sensor/parser`: what heart-rate sensors and Polar devices send, as values. Pure: no input, no output, no
 * clock. Notifications come whole, so that each function reads one. Text of the Nordic UART service is read with
 * `@modlink/line-parser`.
 */
export { parseBatteryLevel } from './battery.js';
export { type HeartRateMeasurement, parseHeartRate } from './heart-rate.js';
export {
  encodePmdCommand,
  type PmdMeasurement,
  type PmdOperation,
  type PmdResponse,
  type PmdSettingName,
  type PmdSettings,
  type PmdStatus,
  parsePmdFeatures,
  parsePmdResponse,
  parsePmdSettings,
  pmdMeasurementNames,
  pmdMeasurements,
  pmdOpCodes,
  pmdStatuses,
} from './pmd-control.js';
export { decodePmdSamples, type PmdFrame, parsePmdFrame, pmdChannelNames } from './pmd-frame.js';
export { decodePpi, type PpiSample } from './ppi.js';

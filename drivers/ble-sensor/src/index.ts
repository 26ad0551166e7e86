/** `@modlink/driver-ble-sensor`: Bluetooth sensors for ModLink. */
import { BleSensor } from './driver.js';

export { BleSensor } from './driver.js';
export { BleSensorError, type BleSensorErrorCode, bleSensorErrorCodes } from './errors.js';
export type { BleSensorExtra } from './search.js';
export {
  type BleSensorSettings,
  defaultSettings,
  type MeasurementName,
  measurementNames,
  type TextColumn,
} from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): BleSensor {
  return new BleSensor();
}

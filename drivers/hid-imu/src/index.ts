/** `@modlink/driver-hid-imu`: motion sensors of game controllers and HID sensors for ModLink. */
import { HidImu } from './driver.js';

export { HidImu } from './driver.js';
export { HidImuError, type HidImuErrorCode, hidImuErrorCodes } from './errors.js';
export type { Family } from './products.js';
export type { HidImuExtra } from './search.js';
export { defaultSettings, type HidImuSettings } from './settings.js';

/** The factory that a host calls. */
export default function createDriver(): HidImu {
  return new HidImu();
}

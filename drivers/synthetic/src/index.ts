/** `@modlink/driver-synthetic`: devices without hardware, from a seed. A host loads {@link createDriver}. */
export { type DeviceKind, deviceKinds } from './devices.js';
export { createDriver, createDriver as default, SyntheticDriver, type SyntheticExtra } from './driver.js';
export { SyntheticError, type SyntheticErrorCode, syntheticErrorCodes } from './errors.js';
export { defaultSettings, type SyntheticSettings } from './settings.js';

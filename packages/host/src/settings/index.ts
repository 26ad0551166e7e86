/** What a host remembers: typed, validated, written atomically. */
export type { DeviceIds, KnownDevice } from './device-ids.js';
export { checkDriverSettings, type DriverSettings } from './driver-settings.js';
export {
  type AllowList,
  allowListShape,
  type DriverChoice,
  driverChoice,
  driverOwners,
  type HostSettings,
  hostSettingsSchema,
  type SavedPolicy,
  withDriverChoice,
} from './host-settings.js';
export {
  type Changes,
  changedValuesSchema,
  type HostValueName,
  type HostValues,
  hostValueEffects,
  hostValuesJsonSchema,
  type SavedHostValues,
  type TakesEffect,
} from './host-values.js';
export { LiveValues } from './live-values.js';
export { modlinkHome } from './modlink-home.js';
export { type OpenSettingsOptions, openSettings, type Settings } from './settings.js';
export {
  openSettingsFile,
  type SettingsFile,
  type SettingsFileOptions,
  type SettingsReport,
} from './settings-file.js';
export type { CheckedSettings, SettingsProblem } from './settings-schema.js';

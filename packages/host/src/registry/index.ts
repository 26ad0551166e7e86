/** Finds installed drivers without executing any of their code. */
export { supportedApiVersions } from './compatibility.js';
export { type Diagnostic, type DiagnosticCode, diagnosticSeverities, type Severity } from './diagnostic.js';
export { type DiscoverOptions, type Discovery, discoverDrivers } from './discover-drivers.js';
export type { DriverOwners } from './driver-claims.js';
export type { BlockedDriver, DriverPackageInfo, DriverSource, StartableDriver } from './driver-package.js';
export type { HostFactsOptions } from './host-facts.js';
export type { DriverRoot } from './package-folders.js';
export { recheckDriver } from './recheck-driver.js';
export {
  type DriverSuggestion,
  type PluggedIn,
  type PluggedInDevice,
  type SuggestedDriver,
  suggestDrivers,
} from './suggest-drivers.js';

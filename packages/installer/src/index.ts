/**
 * `@modlink/installer`: puts driver packages into ModLink's folder, each in a prefix of its own, with npm's own libraries.
 * {@link DriverInstaller} is the way in.
 */
export type { BundleEntry } from './bundle/write-bundle.js';
export { DriverInstaller } from './driver-installer.js';
export type { InstalledPackage } from './installed-package.js';
export { InstallerError, type InstallerErrorCode, installerErrorCodes } from './installer-error.js';
export {
  type ChangeOptions,
  type InstallerOptions,
  type InstallOptions,
  type InstallPhase,
  type InstallProgress,
  type InstallResult,
  installPhases,
  type PackageChange,
  type PackageChecks,
  type RollbackOptions,
  type StagedPackage,
  type UpdateOptions,
} from './installer-options.js';
export { type Machine, type PackageSource, packageSources } from './layout/install-record.js';
export type { NpmSettings } from './npm/npm-settings.js';
export type { OutdatedPackage } from './npm/outdated.js';
export type { PackageDrivers, RegistryPackage } from './npm/search-registry.js';
export { defaultPackageLimits, type PackageLimits } from './stage/screen-tarball.js';

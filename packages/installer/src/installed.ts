/**
 * `@modlink/installer/installed`: what was installed, for whoever only reads it. None of npm's libraries is loaded for that.
 */
export { BlockedVersions, readBlockedVersions } from './checks/blocked-versions.js';
export { InstallerError, type InstallerErrorCode, installerErrorCodes } from './installer-error.js';
export { prefixPath, versionsFolder } from './layout/drivers-folder.js';
export {
  type InstallRecord,
  type Machine,
  type PackageSource,
  packageSources,
} from './layout/install-record.js';
export { type InstalledVersion, readInstalledVersion } from './layout/installed-version.js';
export { thisMachine } from './layout/machine.js';
export { isProcessRunning } from './layout/running-process.js';
export { isRegistrySpec } from './resolve/package-spec.js';

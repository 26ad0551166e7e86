import { ModlinkError } from '@modlink/sdk';

/** Codes of {@link InstallerError}. Their meanings and remedies stand in the documentation's list of error codes. */
export const installerErrorCodes = [
  // What was asked for
  'SPEC_INVALID',
  'SPEC_NOT_ALLOWED',
  'PACKAGE_NOT_INSTALLED',
  'NO_PREVIOUS_VERSION',
  // The registry
  'PACKAGE_NOT_FOUND',
  'VERSION_NOT_FOUND',
  'REGISTRY_UNREACHABLE',
  'REGISTRY_DENIED',
  'NPM_CONFIG_INVALID',
  // What the package says of itself
  'PACKAGE_INVALID',
  'MANIFEST_INVALID',
  'API_VERSION_UNSUPPORTED',
  'SDK_RANGE_UNSATISFIED',
  'ENTRY_MISSING',
  'ENTRY_OUTSIDE_PACKAGE',
  'SETTINGS_SCHEMA_INVALID',
  'PLATFORM_UNSUPPORTED',
  'ENGINE_UNSUPPORTED',
  'VERSION_BLOCKED',
  'DRIVER_ID_TAKEN',
  // What the package holds
  'INTEGRITY_MISMATCH',
  'PACKAGE_TOO_LARGE',
  'PACKAGE_PATH_ESCAPE',
  'PACKAGE_LINK_ESCAPE',
  'INSTALL_SCRIPT_REFUSED',
  'INSTALL_SCRIPT_FAILED',
  'DEPENDENCY_REFUSED',
  'DEPENDENCY_UNRESOLVABLE',
  // The change itself
  'INSTALLER_BUSY',
  'DRIVER_IN_USE',
  'HEALTH_CHECK_FAILED',
  'INSTALL_CANCELLED',
  'INSTALL_NOT_WRITABLE',
  'INSTALL_FAILED',
  // Files of ours
  'INSTALL_RECORD_INVALID',
  'BLOCKED_LIST_INVALID',
  'BUNDLE_INVALID',
  'BUNDLE_NOT_WRITABLE',
] as const;
export type InstallerErrorCode = (typeof installerErrorCodes)[number];

/** A driver package was not installed, updated, rolled back or removed. What was installed before still is. */
export class InstallerError extends ModlinkError<InstallerErrorCode> {
  override readonly name = 'InstallerError';
}

import type { InstalledPackage } from './installed-package.js';
import type { NpmSettings } from './npm/npm-settings.js';
import type { PackageLimits } from './stage/screen-tarball.js';

/** The steps of a change, in their order. */
export const installPhases = [
  /** Another installer works in the folder. */
  'wait',
  /** The registry is asked which packages and versions. */
  'resolve',
  'download',
  'unpack',
  /** The package is looked at as it lies on the disk. */
  'check',
  /** Its drivers are started on trial. */
  'health',
  /** The new version takes over. */
  'swap',
] as const;
export type InstallPhase = (typeof installPhases)[number];

export interface InstallProgress {
  readonly phase: InstallPhase;
  /** Packages of the tree that were downloaded, and all of them; only while it downloads. */
  readonly done?: number;
  readonly total?: number;
}

/** What is about to change. */
export interface PackageChange {
  readonly kind: 'install' | 'update' | 'rollback' | 'remove';
  readonly package: string;
  /** The version that is to run afterwards; absent for a removal. */
  readonly version?: string;
  /** The version that runs now; absent for a first installation. */
  readonly replaces?: string;
  /** The ids of the drivers that the new version has; those of the present one for a removal. */
  readonly driverIds: readonly string[];
}

/** A version in a folder, complete, that does not run yet. */
export interface StagedPackage {
  readonly name: string;
  readonly version: string;
  /** The prefix: everything that was installed for this version is below its `node_modules`. */
  readonly folder: string;
  /** The package itself. */
  readonly packageFolder: string;
}

/** What a host knows and an installer does not. Each throws what speaks against a change, and may be asynchronous. */
export interface PackageChecks {
  /** Called before anything changes, and once more right before the new version takes over. */
  readonly beforeChange?: (change: PackageChange) => void | Promise<void>;
  /** Looks at a staged package without running any of it. */
  readonly check?: (staged: StagedPackage, signal: AbortSignal | undefined) => Promise<void>;
  /** Starts the drivers of a staged package on trial. */
  readonly health?: (staged: StagedPackage, signal: AbortSignal | undefined) => Promise<void>;
}

export interface InstallerOptions {
  /** The folder of the user's drivers: `<ModLink home>/drivers`. It need not exist. */
  readonly folder: string;
  /** The list of versions that must not run. `blocked-versions.json` beside the folder of drivers when absent. */
  readonly blockedVersionsFile?: string | undefined;
  /** What relative paths of tarballs and folders begin at. The working folder when absent. */
  readonly workingFolder?: string | undefined;
  /** Options of npm's libraries on top of the user's npm configuration. */
  readonly npm?: NpmSettings | undefined;
  readonly limits?: Partial<PackageLimits> | undefined;
  readonly checks?: PackageChecks | undefined;
  /** How long another installer is waited for. 10 minutes when absent. */
  readonly lockTimeoutMs?: number | undefined;
}

export interface ChangeOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: InstallProgress) => void) | undefined;
}

export interface InstallOptions extends ChangeOptions {
  /** Names of packages whose install scripts may run. None when absent. */
  readonly allowScripts?: readonly string[] | undefined;
  /** Installs again what is installed already. */
  readonly reinstall?: boolean | undefined;
}

export interface UpdateOptions extends Omit<InstallOptions, 'reinstall'> {
  /** A range, version or tag. What the package was installed with when absent: its range, its tag, its path or URL. */
  readonly range?: string | undefined;
  /** Installs the very same tree again, for the machine as it is now: after a move or another Node. */
  readonly rebuild?: boolean | undefined;
}

export interface RollbackOptions extends ChangeOptions {
  /** Brings the version back also when it would not start: then it can be looked into. */
  readonly withoutTrial?: boolean | undefined;
}

export interface InstallResult {
  readonly package: InstalledPackage;
  /** The version that ran before. */
  readonly replaced: string | undefined;
  /** False when this very version was installed already. */
  readonly changed: boolean;
}

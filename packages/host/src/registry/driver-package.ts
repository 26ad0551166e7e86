import type { InstallRecord } from '@modlink/installer/installed';
import type { JsonObject, TransportKind } from '@modlink/sdk';
import type { Isolation, MatchRules } from '@modlink/sdk/manifest';
import type { Diagnostic } from './diagnostic.js';
import type { DriverRoot } from './package-folders.js';

/** Where a driver was found, by the kind of its root. */
export const driverSources = {
  package: 'explicit',
  application: 'application',
  prefixes: 'user',
} as const satisfies Record<DriverRoot['kind'], string>;
export type DriverSource = (typeof driverSources)[DriverRoot['kind']];

interface ListedDriver {
  readonly driverId: string;
  readonly displayName: string;
  readonly description: string | undefined;
  /** The provider ids that `search` accepts. */
  readonly providers: readonly string[];
  readonly transports: readonly TransportKind[];
  /** Where the driver wants to run; the host's settings may decide otherwise. */
  readonly isolation: Isolation;
  readonly match: MatchRules | undefined;
  readonly packageName: string;
  /**
   * The name in `node_modules` that the package was found under: by this name its driver ids, the allow list and the safe
   * mode know it, whatever it calls itself. The name in its package.json where it was not found in a `node_modules`.
   */
  readonly installedAs: string;
  readonly packageVersion: string;
  /** The real path of the package's folder. */
  readonly path: string;
  readonly source: DriverSource;
  /** The label of the root that it was found in. */
  readonly rootLabel: string;
  /** How the installer put its package there: from where, for which machine, with which integrity. */
  readonly installed: InstallRecord | undefined;
  readonly apiVersion: number;
  /** The range of SDK versions under `peerDependencies`, as written. */
  readonly sdkRange: string | undefined;
  /** What is said about this driver and its package. */
  readonly diagnostics: readonly Diagnostic[];
}

/** A driver that can be started. */
export interface StartableDriver extends ListedDriver {
  readonly status: 'ok';
  /** The file URL of the module that gives the factory. */
  readonly entryUrl: string;
  /** The export that is the factory; `undefined` for the default export or `createDriver`. */
  readonly exportName: string | undefined;
  /** The JSON Schema of the settings (draft 2020-12, type object). */
  readonly settingsSchema: JsonObject | undefined;
}

/** A driver that is there but cannot be started: its diagnostics have at least one error. */
export interface BlockedDriver extends ListedDriver {
  readonly status: 'blocked';
}

/** One driver of an installed package. */
export type DriverPackageInfo = StartableDriver | BlockedDriver;

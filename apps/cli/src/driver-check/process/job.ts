/** What the command asks of the process that runs a driver, and what that answers. */
import type { JsonObject, TransportKind } from '@modlink/sdk';
import type { CheckResult } from '../check-result.js';

export interface DriverJob {
  readonly driverId: string;
  readonly entryUrl: string;
  readonly exportName: string | undefined;
  readonly providers: readonly string[];
  readonly transports: readonly TransportKind[];
  readonly settingsSchema: JsonObject | undefined;
  /** The package.json. */
  readonly manifest: object;
  /** The file that declares a device, where the package has one. */
  readonly checkFile: string | undefined;
}

export interface DriverJobDone {
  readonly results: readonly CheckResult[];
}

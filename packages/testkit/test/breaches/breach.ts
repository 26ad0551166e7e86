/** Drivers that were made to break one rule each. */
import type { Driver, DriverFactory } from '@modlink/sdk';
import type { DriverCheckOptions } from '../../src/index.js';

export interface Breach {
  readonly factory: DriverFactory;
  readonly options?: Partial<DriverCheckOptions>;
  /** Part of what is said of it. */
  readonly seen: string;
}

export const breaks = (
  seen: string,
  broken: new () => Driver,
  changed: Partial<DriverCheckOptions> = {},
): Breach => ({
  factory: () => new broken(),
  options: changed,
  seen,
});

/** By the id of the rule. */
export type Breaches = Record<string, readonly Breach[]>;

import type { JsonObject, SearchResult } from '@modlink/sdk';
import type { VirtualClock } from '../clock/virtual-clock.js';
import type { SimulatedTransport } from '../transport/simulated-transport.js';
import type { Stage } from './stage.js';

/** How a driver is to be checked. */
export interface DriverCheckOptions {
  /** Of the providers that the driver supports, the one at which a device is found. */
  readonly provider: string;
  /**
   * Makes what the driver's device is plugged into, on the clock of one check; asked anew for each. Its devices send the
   * same each time. Absent for drivers that use no transport.
   */
  readonly transport?: ((clock: VirtualClock) => SimulatedTransport) | undefined;
  /** The settings that the driver gets; the defaults of the schema when absent. */
  readonly settings?: JsonObject | undefined;
  /** The driver's package.json, or its `modlink` part. */
  readonly manifest?: unknown;
  /** Which driver of the manifest, where it has several. */
  readonly driverId?: string | undefined;
  /** The settings schema, where the manifest names a file. */
  readonly settingsSchema?: JsonObject | undefined;
  /** Which of the search results is connected; the first when absent. */
  readonly choose?: ((results: readonly SearchResult[]) => SearchResult | undefined) | undefined;
  /** How long it streams before frames are looked at, in milliseconds of virtual time. 1000 when absent. */
  readonly streamForMs?: number | undefined;
  /** Arguments to try the device's commands with, by the command's name; the defaults of its schema for the rest. */
  readonly commandArguments?: Readonly<Record<string, JsonObject>> | undefined;
  /** Rules that do not hold for this driver, by id, each with the reason. They are skipped by name. */
  readonly except?: Readonly<Record<string, string>> | undefined;
}

/** One rule of the driver contract that a driver can break. */
export interface DriverRule {
  /** Stable; names the rule in `except`. */
  readonly id: string;
  /** The rule, in the words of the contract. */
  readonly name: string;
  /** What to do about a driver that breaks it. */
  readonly remedy: string;
  /** Why it cannot be checked with these options; `undefined` when it can. */
  readonly skip?: (options: DriverCheckOptions) => string | undefined;
  /** Throws an {@link Observation} when the rule is broken. */
  readonly run: (stage: Stage) => Promise<void>;
}

/** What was seen of a driver that breaks a rule: a sentence. */
export class Observation extends Error {
  override readonly name = 'Observation';
}

/** Ends a check with what was seen. */
export function expectThat(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new Observation(seen);
}

/** For rules about a device that can be unplugged. */
export function needsTransport({ transport }: DriverCheckOptions): string | undefined {
  return transport === undefined ? 'no simulated transport was given' : undefined;
}

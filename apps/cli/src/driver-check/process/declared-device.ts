/** With what a driver is checked: the device that its package declares, or none. */
import { pathToFileURL } from 'node:url';
import { serializeError, type TransportKind, type TransportMap } from '@modlink/sdk';
import {
  type DriverCheckOptions,
  SimulatedBle,
  SimulatedHid,
  SimulatedMedia,
  SimulatedSerial,
  type SimulatedTransport,
  type VirtualClock,
} from '@modlink/testkit';
import { createJiti } from 'jiti';
import type { DriverJob } from './job.js';

/** What the package declares of a driver. @throws {Error} in words, where its file does not. */
export async function declaredOptions({
  checkFile,
  driverId,
}: DriverJob): Promise<Partial<DriverCheckOptions> | undefined> {
  if (checkFile === undefined) return undefined;
  let declared: unknown;
  try {
    // Of an author who writes TypeScript the file is TypeScript, as the simulated device that it names.
    const jiti = createJiti(pathToFileURL(checkFile).href, { interopDefault: false });
    declared = ((await jiti.import(checkFile)) as { default?: unknown }).default;
  } catch (error) {
    throw new Error(`${checkFile} could not be loaded: ${serializeError(error).message}`);
  }
  if (typeof declared !== 'object' || declared === null) {
    throw new Error(`The default export of ${checkFile} is no object of drivers, by their ids`);
  }
  const options: unknown = (declared as Record<string, unknown>)[driverId];
  if (options !== undefined && (typeof options !== 'object' || options === null)) {
    throw new Error(`"${driverId}" in the default export of ${checkFile} is no object of options`);
  }
  return options as Partial<DriverCheckOptions> | undefined;
}

/** Transports of these kinds, with nothing plugged in. */
export function emptyTransports(
  kinds: readonly TransportKind[],
): ((clock: VirtualClock) => SimulatedTransport) | undefined {
  if (kinds.length === 0) return undefined;
  return (clock) => new EmptyTransports(kinds.map((kind) => empty[kind](clock)));
}

const empty: Readonly<Record<TransportKind, (clock: VirtualClock) => SimulatedTransport>> = {
  serial: (clock) => new SimulatedSerial({ clock, devices: [] }),
  hid: (clock) => new SimulatedHid({ clock, devices: [] }),
  ble: (clock) => new SimulatedBle({ clock, peripherals: [] }),
  media: (clock) => new SimulatedMedia({ clock }),
};

/** Several transports as one, for drivers that use more than one. */
class EmptyTransports implements SimulatedTransport {
  overwritesBytes = true;
  readonly #parts: readonly SimulatedTransport[];

  constructor(parts: readonly SimulatedTransport[]) {
    this.#parts = parts;
  }

  get transports(): Partial<TransportMap> {
    return Object.assign({}, ...this.#parts.map(({ transports }) => transports));
  }

  get openings(): number {
    return this.#parts.reduce((sum, { openings }) => sum + openings, 0);
  }

  get openDevices(): readonly string[] {
    return this.#parts.flatMap(({ openDevices }) => openDevices);
  }

  unplug(): void {
    for (const part of this.#parts) part.unplug();
  }

  failNextOpen(error: Error): void {
    for (const part of this.#parts) part.failNextOpen(error);
  }

  stallOpening(): void {
    for (const part of this.#parts) part.stallOpening();
  }
}

import { serializeError, type Unsubscribe } from '@modlink/sdk';
import { z } from 'zod';
import type { HostEvents } from '../events/host-events.js';
import type { SettingsFile } from '../settings/settings-file.js';
import { type HealthEntry, healthEntry, healthEntrySchema } from './health-entry.js';

/** What is kept of each driver and its devices, and of how many drivers. */
const mostEntries = 200;
const mostDrivers = 100;
/** What happens within this time is saved together. */
const saveAfterMs = 500;

/** By driver id, the oldest first. */
export const healthSchema = z.record(z.string(), z.array(healthEntrySchema));
export type HealthHistories = z.output<typeof healthSchema>;

export interface HealthOptions {
  readonly events: HostEvents;
  readonly file: SettingsFile<typeof healthSchema>;
  /** What the file held when the host began. */
  readonly saved: HealthHistories;
  readonly driverOf: (deviceId: string) => string | undefined;
}

/** What befell drivers and devices: crashes, lost connections, failed searches, and how each ended; also before this host. */
export class Health {
  readonly #options: HealthOptions;
  readonly #end: Unsubscribe;
  #histories: HealthHistories;
  /** What is not in the file yet. */
  #unsaved: HealthEntry[] = [];
  #timer: NodeJS.Timeout | undefined;
  #saving: Promise<void> = Promise.resolve();

  /** @internal */
  constructor(options: HealthOptions) {
    this.#options = options;
    this.#histories = options.saved;
    this.#end = options.events.onAny((event) => {
      const entry = healthEntry(event, options.driverOf);
      if (entry !== undefined) this.#add(entry);
    });
  }

  /** What befell a driver and its devices, the newest first. */
  ofDriver(driverId: string): readonly HealthEntry[] {
    const history = Object.hasOwn(this.#histories, driverId) ? this.#histories[driverId] : undefined;
    return [...(history ?? [])].reverse();
  }

  /** What befell a device, the newest first; nothing where nothing is known of it. */
  ofDevice(deviceId: string): readonly HealthEntry[] {
    const entries = Object.values(this.#histories).flat();
    return entries.filter((entry) => entry.deviceId === deviceId).reverse();
  }

  /** All of it, by driver id. */
  all(): Readonly<Record<string, readonly HealthEntry[]>> {
    return this.#histories;
  }

  /** Saves what is not saved yet. */
  async close(): Promise<void> {
    this.#end();
    clearTimeout(this.#timer);
    this.#save();
    await this.#saving;
  }

  #add(entry: HealthEntry): void {
    this.#histories = withEntry(this.#histories, entry);
    this.#unsaved.push(entry);
    this.#timer ??= setTimeout(() => this.#save(), saveAfterMs).unref();
    const { driverId, deviceId } = entry;
    this.#options.events.emit('health-changed', { driverId, deviceId });
  }

  #save(): void {
    this.#timer = undefined;
    const entries = this.#unsaved;
    if (entries.length === 0) return;
    this.#unsaved = [];
    const { file, events } = this.#options;
    // Onto what is in the file: other hosts write to it too.
    this.#saving = this.#saving
      .then(() => file.update((saved) => entries.reduce(withEntry, saved)))
      .then(
        () => undefined,
        (error: unknown) => events.emit('settings-problem', { message: serializeError(error).message }),
      );
  }
}

/** The histories with one more entry; what happens again and again is one entry. */
function withEntry(histories: HealthHistories, entry: HealthEntry): HealthHistories {
  const { driverId } = entry;
  const before = Object.hasOwn(histories, driverId) ? (histories[driverId] ?? []) : [];
  const last = before.at(-1);
  const isAgain =
    last?.kind === entry.kind && last.deviceId === entry.deviceId && last.message === entry.message;
  const history = isAgain
    ? [...before.slice(0, -1), { ...last, lastNs: entry.lastNs, count: last.count + 1 }]
    : [...before, entry].slice(-mostEntries);
  const { [driverId]: _, ...others } = histories;
  // The one that something befell last is the last.
  return Object.fromEntries([...Object.entries(others), [driverId, history]].slice(-mostDrivers));
}

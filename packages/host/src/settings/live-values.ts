import { access, constants, mkdir } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Unsubscribe } from '@modlink/sdk';
import { HostError } from '../errors.js';
import type { DevicePolicies } from '../supervisor/device-options.js';
import type { HostSettings, hostSettingsSchema, SavedPolicy } from './host-settings.js';
import {
  type Changes,
  defaultHostValues,
  type HostValueName,
  type HostValues,
  hostValueNames,
  type SavedHostValues,
} from './host-values.js';
import { changed, layered } from './merge-values.js';
import type { SettingsFile } from './settings-file.js';

export interface LiveValuesOptions {
  readonly file: SettingsFile<typeof hostSettingsSchema>;
  /** What the file held when the host began. */
  readonly saved: HostSettings;
  /** What the application takes where the user said nothing. */
  readonly defaults: SavedHostValues;
  /** What the application decides for this run, whatever is saved. */
  readonly overrides: SavedHostValues;
  readonly restart: DevicePolicies['restart'];
}

/** The settings of a host, as they are in force: the defaults, what is saved, and what this run decides otherwise. */
export class LiveValues {
  readonly #options: LiveValuesOptions;
  readonly #listeners = new Set<(values: HostValues) => void>();
  #saved: HostSettings;
  #current: HostValues;

  /** @internal */
  constructor(options: LiveValuesOptions) {
    this.#options = options;
    this.#saved = options.saved;
    this.#current = this.#layered();
    options.file.onChange((saved) => {
      this.#saved = saved;
      this.#current = this.#layered();
      for (const listener of this.#listeners) listener(this.#current);
    });
  }

  /** In force now; but what counts from the next start on is as it is to be then. */
  get current(): HostValues {
    return this.#current;
  }

  /** What holds where neither this run nor the user decides. */
  get defaults(): HostValues {
    return layered(defaultHostValues(), this.#options.defaults);
  }

  /** What the user set, without defaults. */
  get saved(): SavedHostValues {
    return this.#saved.values;
  }

  /** What this run decides, whatever is saved. */
  get overridden(): readonly HostValueName[] {
    return (Object.entries(this.#options.overrides) as [HostValueName, unknown][]).flatMap(([name, value]) =>
      value === undefined ? [] : [name],
    );
  }

  /**
   * Reads the file again: another host may have changed it.
   * @throws {HostError} `SETTINGS_UNREADABLE`
   */
  async refresh(): Promise<HostValues> {
    await this.#options.file.read();
    return this.#current;
  }

  /**
   * Saves a change. What it leaves out stays as it is; `null` is back to the default.
   * @throws {HostError} `SETTINGS_INVALID` naming each value that is wrong, `SETTINGS_NOT_SAVED`, `SETTINGS_UNREADABLE`;
   * `RECORDING_NOT_WRITABLE` where no recording could be written in the folder.
   */
  async change(change: Changes<HostValues>): Promise<HostValues> {
    const unknown = Object.keys(change).filter((name) => !hostValueNames.includes(name as HostValueName));
    if (unknown.length > 0) {
      throw new HostError(
        'SETTINGS_INVALID',
        `A host has no setting ${unknown.join(', ')}; it has: ${hostValueNames.join(', ')}.`,
      );
    }
    const { recordingsFolder } = change;
    if (typeof recordingsFolder === 'string' && isAbsolute(recordingsFolder))
      await requireWritable(recordingsFolder);
    await this.#options.file.update((saved) => ({ ...saved, values: changed(saved.values, change) }));
    return this.#current;
  }

  /** Called after each change. */
  onChange(listener: (values: HostValues) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is done about the devices of a driver, or about one of them, where it fails, goes away or falls silent. */
  policies(driverId: string, deviceId?: string): DevicePolicies {
    const { overrides, restart } = this.#options;
    const { reconnect, silence } = this.#current;
    const own = [
      this.ownPolicy('drivers', driverId),
      deviceId === undefined ? {} : this.ownPolicy('devices', deviceId),
      overrides,
    ];
    return {
      restart,
      reconnect: layered(reconnect, ...own.map((each) => each.reconnect ?? {})),
      silence: layered(silence, ...own.map((each) => each.silence ?? {})),
    };
  }

  /** What was set for one driver or one device, without what holds for all. */
  ownPolicy(kind: 'drivers' | 'devices', id: string): SavedPolicy {
    const all = this.#saved[kind];
    return (Object.hasOwn(all, id) ? all[id]?.policy : undefined) ?? {};
  }

  /** Saves what is done about the devices of one driver, or about one device; it holds at once. As {@link change}. */
  async changePolicy(kind: 'drivers' | 'devices', id: string, change: Changes<SavedPolicy>): Promise<void> {
    await this.#options.file.update((saved) => {
      const of = Object.hasOwn(saved[kind], id) ? saved[kind][id] : undefined;
      const policy = changed(of?.policy ?? {}, change);
      const entry = kind === 'drivers' ? { enabled: true, ...of, policy } : { ...of, policy };
      return { ...saved, [kind]: { ...saved[kind], [id]: entry } };
    });
  }

  #layered(): HostValues {
    const { defaults, overrides } = this.#options;
    return layered(defaultHostValues(), defaults, this.#saved.values, overrides);
  }
}

/** Before it is saved, and not when the first recording fails. */
async function requireWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new HostError(
      'RECORDING_NOT_WRITABLE',
      `Recordings cannot be written to ${folder}: ${(cause as Error).message}. Give this user permission to write there, or choose another folder.`,
      { cause, subject: { path: folder } },
    );
  }
}

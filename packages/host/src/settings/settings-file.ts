import { access, mkdir, realpath, rename } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { serializeError, type Unsubscribe } from '@modlink/sdk';
import { lock } from 'proper-lockfile';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { HostError } from '../errors.js';
import { inTurn } from './in-turn.js';
import { readJsonFile } from './json-file.js';

/** A lock that was not touched for this long belongs to a process that is gone. */
const staleLockMs = 5_000;
/** Some seconds in all: a change takes milliseconds. */
const lockRetries = { retries: 100, factor: 1.2, minTimeout: 2, maxTimeout: 100, randomize: true };

/** Something about settings that the user should know, and that did not stop the host. */
export interface SettingsReport {
  /**
   * `SETTINGS_CORRUPT`: a file was not usable, and defaults are used. `SETTINGS_NOT_SAVED`: a change lasts for this run
   * only. `LISTENER_FAILED`: a listener of changes threw.
   */
  readonly code: 'SETTINGS_CORRUPT' | 'SETTINGS_NOT_SAVED' | 'LISTENER_FAILED';
  readonly path: string;
  /** Where the unusable file was kept, if that was possible. */
  readonly keptAs?: string;
  readonly message: string;
}

export interface SettingsFileOptions<Schema extends z.ZodType> {
  readonly path: string;
  /** What the file holds: JSON. It must accept `{}`, which gives the defaults, and everything that it gives itself. */
  readonly schema: Schema;
  readonly onReport?: ((report: SettingsReport) => void) | undefined;
}

/** Opens a file of settings; it need not exist, nor its folder. */
export async function openSettingsFile<Schema extends z.ZodType>(
  options: SettingsFileOptions<Schema>,
): Promise<SettingsFile<Schema>> {
  const folder = dirname(resolve(options.path));
  // A folder that cannot be made is told when something is to be saved in it: reading gives the defaults until then.
  await mkdir(folder, { recursive: true }).catch(() => undefined);
  // The real path, so that objects that reach one file through different links take turns.
  const realFolder = await realpath(folder).catch(() => folder);
  return new SettingsFile({ ...options, path: join(realFolder, basename(options.path)) });
}

/**
 * One JSON file of settings: typed, validated, written atomically.
 *
 * Several objects, and several processes, may use one file. Each change reads the file, changes that and writes it whole,
 * so that changes of others are kept. Within a process changes wait for one another; between processes the last writer
 * wins when two write within the same few milliseconds, and the file is whole at every moment.
 *
 * A file that is not usable is renamed to `<name>.corrupt-<time>` and reported; defaults take its place.
 */
export class SettingsFile<Schema extends z.ZodType> {
  readonly path: string;
  readonly #schema: Schema;
  readonly #report: (report: SettingsReport) => void;
  readonly #listeners = new Set<(value: z.output<Schema>) => void>();
  /** The file as seen last; `undefined` before. */
  #seen: { readonly value: z.output<Schema> } | undefined;

  /** @internal Use {@link openSettingsFile}. */
  constructor({ path, schema, onReport = () => undefined }: SettingsFileOptions<Schema>) {
    this.path = path;
    this.#schema = schema;
    this.#report = onReport;
  }

  /**
   * What the file holds now; defaults where it is missing or unusable.
   * @throws {HostError} `SETTINGS_UNREADABLE` when the file is there but cannot be read.
   */
  read(): Promise<z.output<Schema>> {
    return inTurn(this.path, async () => this.#see((await this.#load()).value));
  }

  /**
   * Changes what the file holds now.
   * @param change - gets the current value and gives the new one; it may be asynchronous, but must not use this file.
   * @returns the new value, as it was written. When `change` gives back an equal value, nothing is written.
   * @throws {HostError} `SETTINGS_INVALID` when the new value does not fit the schema, `SETTINGS_NOT_SAVED` when it could
   * not be written, `SETTINGS_UNREADABLE`. The file is then as it was.
   */
  update(
    change: (current: z.output<Schema>) => z.output<Schema> | Promise<z.output<Schema>>,
  ): Promise<z.output<Schema>> {
    return this.#exclusively(async () => {
      const { value: current, mayWrite } = await this.#load();
      this.#see(current);
      // As it will be read back: a value that JSON cannot hold shows here, and nothing is shared with the caller.
      const wanted = JSON.parse(JSON.stringify(await change(structuredClone(current))) ?? 'null');
      const parsed = this.#schema.safeParse(wanted);
      if (!parsed.success) {
        throw new HostError(
          'SETTINGS_INVALID',
          `The settings for ${this.path} do not fit: ${listIssues(parsed.error)}. Nothing was changed.`,
          { cause: parsed.error, subject: { path: this.path } },
        );
      }
      if (isDeepStrictEqual(parsed.data, current)) return current;
      if (!mayWrite) throw this.#notSaved('the unusable file there could not be moved aside');
      await this.#save(parsed.data);
      return this.#see(parsed.data);
    });
  }

  /** Called whenever this object sees a new value: after its own change, or when a read finds another's. */
  onChange(listener: (value: z.output<Schema>) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** One change at a time, in this process and among all hosts that share the folder. */
  #exclusively<Result>(job: () => Promise<Result>): Promise<Result> {
    return inTurn(this.path, async () => {
      const release = await this.#lock();
      try {
        return await job();
      } finally {
        // A lock that was taken away as stale is not ours to release.
        await release().catch(() => undefined);
      }
    });
  }

  async #lock(): Promise<() => Promise<void>> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      return await lock(this.path, { realpath: false, stale: staleLockMs, retries: lockRetries });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ELOCKED') {
        throw this.#notSaved('another program has been writing it for several seconds', error);
      }
      // Where no lock can be made nothing can be saved either, and saving says so.
      return async () => undefined;
    }
  }

  /** `mayWrite` is false while an unusable file is in the way: it must not be overwritten. */
  async #load(): Promise<{ readonly value: z.output<Schema>; readonly mayWrite: boolean }> {
    const file = await readJsonFile(this.path);
    switch (file.status) {
      case 'missing':
        return { value: this.#schema.parse({}), mayWrite: true };
      case 'unreadable':
        throw new HostError(
          'SETTINGS_UNREADABLE',
          `The settings in ${this.path} could not be read: ${file.reason}. Give this user permission to read the file, ` +
            'or choose another folder with MODLINK_HOME.',
          { subject: { path: this.path } },
        );
      case 'malformed':
        return this.#setAside(`not JSON: ${file.reason}`);
      case 'read': {
        const parsed = this.#schema.safeParse(file.value);
        if (parsed.success) return { value: parsed.data, mayWrite: true };
        return this.#setAside(listIssues(parsed.error));
      }
    }
  }

  async #setAside(reason: string): Promise<{ readonly value: z.output<Schema>; readonly mayWrite: boolean }> {
    const value = this.#schema.parse({});
    const about = { code: 'SETTINGS_CORRUPT', path: this.path } as const;
    const found = `The settings in ${this.path} are not usable: ${reason}. Defaults are used.`;
    try {
      const keptAs = await freeName(
        `${this.path}.corrupt-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`,
      );
      await rename(this.path, keptAs);
      this.#report({
        ...about,
        keptAs,
        message: `${found} The file was kept as ${keptAs}; correct it and name it as before to have it back.`,
      });
      return { value, mayWrite: true };
    } catch (error) {
      // Another process was faster and has said so.
      if (serializeError(error).code === 'ENOENT') return { value, mayWrite: true };
      this.#report({
        ...about,
        message: `${found} The file could not be moved aside (${serializeError(error).message}), so that no change is saved.`,
      });
      return { value, mayWrite: false };
    }
  }

  async #save(value: z.output<Schema>): Promise<void> {
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFileAtomic(this.path, `${JSON.stringify(value, undefined, 2)}\n`);
    } catch (error) {
      throw this.#notSaved(serializeError(error).message, error);
    }
  }

  #notSaved(reason: string, cause?: unknown): HostError {
    return new HostError(
      'SETTINGS_NOT_SAVED',
      `The settings could not be written to ${this.path}: ${reason}. Make room, give this user permission to write there, ` +
        'or choose another folder with MODLINK_HOME.',
      { cause, subject: { path: this.path } },
    );
  }

  #see(value: z.output<Schema>): z.output<Schema> {
    const changed = this.#seen !== undefined && !isDeepStrictEqual(this.#seen.value, value);
    this.#seen = { value: structuredClone(value) };
    if (changed) for (const listener of this.#listeners) this.#tell(listener, value);
    return value;
  }

  #tell(listener: (value: z.output<Schema>) => void, value: z.output<Schema>): void {
    try {
      listener(structuredClone(value));
    } catch (error) {
      const message = `A listener of changes to ${this.path} failed: ${serializeError(error).message}. The change itself is done.`;
      this.#report({ code: 'LISTENER_FAILED', path: this.path, message });
    }
  }
}

/** The name, or the name with the first number behind it that is not taken. */
async function freeName(path: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? path : `${path}-${number}`;
    const taken = await access(name).then(
      () => true,
      () => false,
    );
    if (!taken) return name;
  }
}

function listIssues(error: z.ZodError): string {
  return error.issues.map(({ path, message }) => [...path.map(String), message].join(': ')).join('; ');
}

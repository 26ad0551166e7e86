import { type JsonObject, type JsonValue, serializeError, type Unsubscribe } from '@modlink/sdk';
import { z } from 'zod';
import { HostError } from '../errors.js';
import { isJsonObject } from './json-file.js';
import type { SettingsFile } from './settings-file.js';
import { type CheckedSettings, compileSettingsSchema } from './settings-schema.js';

const valuesSchema = z.custom<JsonObject>((value) => isJsonObject(value as JsonValue), 'an object of values');

/** The values that were set, by driver id: without defaults, so that a new version of a driver may have others. */
export const driverSettingsSchema = z.record(z.string(), valuesSchema);

/** The schema of a driver that has none. */
const noSettings: JsonObject = { type: 'object', additionalProperties: false };

/** The values of each driver's settings, checked by the schema of its manifest. */
export class DriverSettings {
  readonly #file: SettingsFile<typeof driverSettingsSchema>;

  /** @internal */
  constructor(file: SettingsFile<typeof driverSettingsSchema>) {
    this.#file = file;
  }

  /**
   * The complete values for a driver: what was set, and defaults for the rest.
   * @param schema - the driver's `settingsSchema`; a driver without one has no values.
   * @param overrides - values on top of what was set, for this time only.
   * @throws {HostError} `SETTINGS_INVALID` when what was set does not fit the schema (any more), or a value without
   * default is missing; `SETTINGS_UNREADABLE`.
   */
  async values(
    driverId: string,
    schema: JsonObject | undefined,
    overrides: JsonObject = {},
  ): Promise<JsonObject> {
    const saved = ownValue(await this.#file.read(), driverId) ?? {};
    return complete(
      driverId,
      schema ?? noSettings,
      schema === undefined ? overrides : { ...saved, ...overrides },
    );
  }

  /**
   * Sets the values of a driver, in place of those before.
   * @returns the complete values, with defaults.
   * @throws {HostError} `SETTINGS_INVALID` naming each value that does not fit, `SETTINGS_NOT_SAVED`, `SETTINGS_UNREADABLE`.
   */
  async set(driverId: string, schema: JsonObject | undefined, values: JsonObject): Promise<JsonObject> {
    const checked = complete(driverId, schema ?? noSettings, values);
    await this.#file.update((all) => ({ ...all, [driverId]: values }));
    return checked;
  }

  /** Back to the defaults. */
  async reset(driverId: string): Promise<void> {
    await this.#file.update(({ [driverId]: _removed, ...others }) => others);
  }

  /** Called when a change to any driver's values is seen. */
  onChange(listener: () => void): Unsubscribe {
    return this.#file.onChange(() => listener());
  }
}

/**
 * Checks values without saving them, for a form.
 * @throws {HostError} `SETTINGS_INVALID` when the schema itself is not usable.
 */
export function checkDriverSettings(
  driverId: string,
  schema: JsonObject,
  values: JsonObject,
): CheckedSettings {
  try {
    return compileSettingsSchema(schema)(values);
  } catch (error) {
    const message =
      `The settings schema of driver "${driverId}" cannot be used: ${serializeError(error).message}. ` +
      'Install another version of the driver.';
    throw new HostError('SETTINGS_INVALID', message, { cause: error, subject: { driverId } });
  }
}

function complete(driverId: string, schema: JsonObject, values: JsonObject): JsonObject {
  const checked = checkDriverSettings(driverId, schema, values);
  if (checked.values) return checked.values;
  const lines = checked.problems.map(({ at, message }) => `\n  ${at || 'settings'}: ${message}`);
  throw new HostError(
    'SETTINGS_INVALID',
    `The settings of driver "${driverId}" do not fit its schema:${lines.join('')}\nSet these values, or reset the driver's settings.`,
    { subject: { driverId } },
  );
}

/** A driver may be called "constructor". */
function ownValue(all: Readonly<Record<string, JsonObject>>, driverId: string): JsonObject | undefined {
  return Object.hasOwn(all, driverId) ? all[driverId] : undefined;
}

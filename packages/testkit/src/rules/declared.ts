/** What a driver's package says of it: the manifest, and the schema of the settings. */
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { type DriverEntry, parseManifest } from '@modlink/sdk/manifest';
import { type DriverCheckOptions, expectThat } from './rule.js';

/** The entry of the driver that is checked. Throws an observation when the manifest is not valid. */
export function declaredDriver({ manifest: given, driverId }: DriverCheckOptions): DriverEntry {
  const isPackage = typeof given === 'object' && given !== null && 'modlink' in given;
  const { manifest, problems } = parseManifest(isPackage ? given.modlink : given);
  expectThat(
    manifest !== undefined,
    `The manifest is not valid: ${(problems ?? []).map(({ at, message }) => `${at}: ${message}`).join('; ')}.`,
  );
  const ids = Object.keys(manifest.drivers);
  const id = driverId ?? (ids.length === 1 ? ids[0] : undefined);
  const entry = id === undefined ? undefined : manifest.drivers[id];
  expectThat(
    entry !== undefined,
    `The manifest has the drivers ${ids.join(', ')}: say with driverId which one is checked.`,
  );
  return entry;
}

/** The schema of the settings, where one is known. */
export function settingsSchema(options: DriverCheckOptions): JsonObject | undefined {
  if (options.settingsSchema !== undefined) return options.settingsSchema;
  if (options.manifest === undefined) return undefined;
  const { settings } = declaredDriver(options);
  return settings === undefined || '$ref' in settings ? undefined : (settings as JsonObject);
}

/** What a host fills in where the user has set nothing. */
export function defaultSettings(options: DriverCheckOptions): JsonObject {
  return schemaDefaults(settingsSchema(options));
}

/** The defaults of a schema's properties. */
export function schemaDefaults(schema: JsonObject | undefined): JsonObject {
  const properties = (schema?.properties ?? {}) as Record<string, { default?: JsonValue }>;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, { default: value }]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

/** Values of settings as they are typed: `key=value`. */
import type { DriverCatalogue, Host } from '@modlink/host';
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { CliError } from '../cli-error.js';
import type { GlobalOptions } from '../command-context.js';
import { type OpenHostOptions, openHost } from './open-host.js';

/** The JSON Schema of a driver's settings; a driver without settings has none. */
export function settingsSchemaOf(drivers: DriverCatalogue, driverId: string): JsonObject | undefined {
  return drivers.require(driverId).settingsSchema;
}

/**
 * Takes `key=value` apart. A key may lead into an object (`filter.cutoffHz=30`). A value that the schema wants as text is
 * taken as it is; any other is JSON where it can be.
 * @param option - with which it was given.
 * @throws {CliError} `WRONG_USAGE`
 */
export function parseAssignment(
  text: string,
  schema: JsonObject | undefined,
  option: '--set' | '--arg' | '--metadata' = '--set',
): JsonObject {
  const equals = text.indexOf('=');
  if (equals < 1) {
    throw new CliError(
      'WRONG_USAGE',
      `${option} ${text} has no value. The form is key=value, for example ${option} gain=24.`,
    );
  }
  const path = text.slice(0, equals).split('.');
  const typed = text.slice(equals + 1);
  const value = wantsText(schema, path) ? typed : jsonOrText(typed);
  return path.reduceRight<JsonValue>((inner, key) => ({ [key]: inner }), value) as JsonObject;
}

/** Values on top of others, into objects within. */
export function mergeValues(below: JsonObject, above: JsonObject): JsonObject {
  const merged: Record<string, JsonValue | undefined> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    const before = merged[key];
    merged[key] = isObject(before) && isObject(value) ? mergeValues(before, value) : value;
  }
  return merged;
}

/**
 * Starts a host whose drivers have other values than those that are saved, for this time only.
 * @param assignments - `key=value`, or `driver:key=value` where there are several drivers.
 * @throws {CliError} `WRONG_USAGE`
 * @throws {HostError} `SETTINGS_INVALID`, and the errors of createHost and of unknown drivers.
 */
export async function openHostWithSettings(
  globals: GlobalOptions,
  driverIds: readonly string[],
  assignments: readonly string[],
  options: Omit<OpenHostOptions, 'driverSettings'>,
): Promise<Host> {
  if (assignments.length === 0) return openHost(globals, options);
  const driverSettings = await parseAll(globals, driverIds, assignments);
  const host = await openHost(globals, { ...options, driverSettings });
  try {
    // Otherwise it would be the driver's search that fails.
    for (const driverId of Object.keys(driverSettings)) await host.drivers.settings(driverId);
    return host;
  } catch (error) {
    await host.close();
    throw error;
  }
}

/** The schemas of the drivers say how a value is meant, and it takes a host to find them. */
async function parseAll(
  globals: GlobalOptions,
  driverIds: readonly string[],
  assignments: readonly string[],
): Promise<Record<string, JsonObject>> {
  await using host = await openHost(globals);
  const driverSettings: Record<string, JsonObject> = {};
  for (const assignment of assignments) {
    const { driverId, text } = addressee(assignment, driverIds);
    const value = parseAssignment(text, settingsSchemaOf(host.drivers, driverId));
    driverSettings[driverId] = mergeValues(driverSettings[driverId] ?? {}, value);
  }
  return driverSettings;
}

function addressee(assignment: string, driverIds: readonly string[]): { driverId: string; text: string } {
  const [only] = driverIds;
  const named = driverIds.find((driverId) => assignment.startsWith(`${driverId}:`));
  if (named !== undefined) return { driverId: named, text: assignment.slice(named.length + 1) };
  if (only !== undefined && driverIds.length === 1) return { driverId: only, text: assignment };
  throw new CliError(
    'WRONG_USAGE',
    `--set ${assignment} does not say which driver it is for. With several drivers the form is driver:key=value, for example --set ${only}:${assignment}.`,
  );
}

function wantsText(schema: JsonObject | undefined, path: readonly string[]): boolean {
  let part: JsonValue | undefined = schema;
  for (const key of path) {
    const properties: JsonValue | undefined = isObject(part) ? part.properties : undefined;
    part = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
  }
  return isObject(part) && part.type === 'string';
}

function jsonOrText(typed: string): JsonValue {
  try {
    return JSON.parse(typed) as JsonValue;
  } catch {
    return typed;
  }
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes out what must not leave the machine with a bug report. */
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { isJsonObject } from '../settings/json-file.js';

const secretWords = new Set([
  'token',
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'secret',
  'credential',
  'credentials',
  'authorization',
  'auth',
  'key',
  'apikey',
  'pin',
]);
const masked = '***';
/** What is shorter could be part of any text. */
const shortestSecret = 4;

/** Whether a setting of such a name holds a secret: `apiKey`, `wifi-password`. */
export function isSecretName(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return words.some((word) => secretWords.has(word));
}

/**
 * The texts in settings that are secret: by the name of the setting, or because its schema says so (`writeOnly`, or the format
 * `password`).
 */
export function secretsIn(values: JsonValue, schema?: JsonValue): string[] {
  if (Array.isArray(values)) return values.flatMap((each) => secretsIn(each, partOf(schema, 'items')));
  if (!isJsonObject(values)) return [];
  return Object.entries(values).flatMap(([name, value = null]) => {
    const about = partOf(partOf(schema, 'properties'), name);
    return isSecretName(name) || isSecretSchema(about) ? textsIn(value) : secretsIn(value, about);
  });
}

/** Settings with the values of secrets replaced, at any depth, and without those in addresses. */
export function maskSettings(values: JsonValue, schema?: JsonValue): JsonValue {
  if (Array.isArray(values)) return values.map((each) => maskSettings(each, partOf(schema, 'items')));
  if (typeof values === 'string') return maskText(values, []);
  if (!isJsonObject(values)) return values;
  const entries = Object.entries(values).map(([name, value = null]) => {
    const about = partOf(partOf(schema, 'properties'), name);
    const isSecret = (isSecretName(name) || isSecretSchema(about)) && value !== null && value !== '';
    return [name, isSecret ? masked : maskSettings(value, about)] as const;
  });
  return Object.fromEntries(entries);
}

/**
 * A text without secrets, wherever they stand, also in the text of JSON; and without names, passwords and tokens in addresses:
 * `rtsp://***@camera/`, `?token=***`.
 */
export function maskText(text: string, secrets: readonly string[]): string {
  const known = secrets.filter(({ length }) => length >= shortestSecret).sort((a, b) => b.length - a.length);
  return known
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .reduce((before, secret) => before.replaceAll(secret, masked), text)
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^\s/@"]+@/gi, `$1${masked}@`)
    .replace(/([?&](?:token|password|secret|key|auth)=)[^&\s"]+/gi, `$1${masked}`)
    .replace(/(bearer )[\w.~+/=-]+/gi, `$1${masked}`);
}

const isSecretSchema = (schema: JsonValue | undefined): boolean =>
  isJsonObject(schema) && (schema.writeOnly === true || schema.format === 'password');

function partOf(schema: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(schema) && Object.hasOwn(schema, name) ? schema[name] : undefined;
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value)
    ? Object.values(value as JsonObject).flatMap((each) => textsIn(each ?? null))
    : [];
}

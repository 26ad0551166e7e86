/** A JSON Schema of values in words for people: settings of a driver, arguments of a command. */
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { isObject } from '../host/setting-values.js';

/** A row of each property: its key, its default, what is allowed, and what it is. */
export function propertyRows(schema: JsonObject | undefined): [string, string, string, string][] {
  const keys = isObject(schema?.properties) ? Object.keys(schema.properties) : [];
  return keys.map((key) => {
    const property = propertyOf(schema, key);
    const about = String(property.title ?? property.description ?? '');
    return [key, valueText(property.default), allowedText(property), about];
  });
}

/** As {@link propertyRows}, with a row for each value within an object: `reconnect.mode`. */
export function flatRows(schema: JsonObject | undefined): [string, string, string, string][] {
  return propertyRows(schema).flatMap((row) => {
    const [key] = row;
    const inner = propertyOf(schema, key);
    if (!isObject(inner.properties)) return [row];
    return flatRows(inner).map(([innerKey, ...rest]): [string, string, string, string] => [
      `${key}.${innerKey}`,
      ...rest,
    ]);
  });
}

/** The value that a key with points leads to. */
export function flatValue(values: JsonObject, key: string): JsonValue | undefined {
  return key
    .split('.')
    .reduce<JsonValue | undefined>((value, part) => (isObject(value) ? value[part] : undefined), values);
}

/** What a schema says of one property; nothing where it has none of this name. */
export function propertyOf(schema: JsonObject | undefined, key: string): JsonObject {
  const properties = isObject(schema?.properties) ? schema.properties : {};
  const property = Object.hasOwn(properties, key) ? properties[key] : undefined;
  return isObject(property) ? property : {};
}

/** A value as people read it. */
export const valueText = (value: JsonValue | undefined): string =>
  value === undefined ? '–' : typeof value === 'string' && value !== '' ? value : JSON.stringify(value);

/** The limits that a schema states, in few words. */
function allowedText(property: JsonObject): string {
  if (Array.isArray(property.enum)) return property.enum.map(valueText).join(', ');
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, type } = property;
  const least = minimum !== undefined ? valueText(minimum) : exclusiveMinimum && `above ${exclusiveMinimum}`;
  const most = maximum !== undefined ? valueText(maximum) : exclusiveMaximum && `below ${exclusiveMaximum}`;
  if (least && most) return `${least} to ${most}`;
  if (least) return exclusiveMinimum ? String(least) : `${least} or more`;
  if (most) return exclusiveMaximum ? String(most) : `${most} or less`;
  return type === 'boolean' ? 'true, false' : Array.isArray(type) ? type.join(', ') : String(type ?? '');
}

/**
 * Schemas that are valid beyond doubt. Compiling a schema takes some milliseconds, and a scan of installed drivers only
 * wants to know that it could be done: for nearly all settings this look suffices, and they are compiled when used.
 */
import type { JsonObject, JsonValue } from '@modlink/sdk';
import { isJsonObject } from './json-file.js';

type Rule = (value: JsonValue | undefined, root: JsonObject) => boolean;

const isString: Rule = (value) => typeof value === 'string';
const isNumber: Rule = (value) => typeof value === 'number';
const isBoolean: Rule = (value) => typeof value === 'boolean';
const isCount: Rule = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isAnything: Rule = () => true;
const isPlain: Rule = (value, root) =>
  typeof value === 'boolean' || (isJsonObject(value) && hasPlainKeywords(value, root));
const isListOfPlain: Rule = (value, root) =>
  Array.isArray(value) && value.length > 0 && value.every((schema) => isPlain(schema, root));
const isMapOfPlain: Rule = (value, root) =>
  isJsonObject(value) && Object.values(value).every((schema) => isPlain(schema, root));
const isPattern: Rule = (value) => {
  try {
    return typeof value === 'string' && new RegExp(value, 'u') instanceof RegExp;
  } catch {
    return false;
  }
};
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];

/** What these keywords may have as value, by JSON Schema draft 2020-12 (Core section 10, Validation sections 6 and 9). */
const plainKeywords: Readonly<Record<string, Rule>> = {
  $schema: (value, root) =>
    value === root.$schema && value === 'https://json-schema.org/draft/2020-12/schema',
  $comment: isString,
  $defs: isMapOfPlain,
  $ref: (value, { $defs }) =>
    typeof value === 'string' &&
    /^#\/\$defs\/\w+$/.test(value) &&
    isJsonObject($defs) &&
    Object.hasOwn($defs, value.slice('#/$defs/'.length)),
  title: isString,
  description: isString,
  default: isAnything,
  examples: Array.isArray,
  readOnly: isBoolean,
  writeOnly: isBoolean,
  deprecated: isBoolean,
  type: (value) => typeof value === 'string' && types.includes(value),
  enum: (value) => Array.isArray(value) && value.length > 0,
  const: isAnything,
  minimum: isNumber,
  maximum: isNumber,
  exclusiveMinimum: isNumber,
  exclusiveMaximum: isNumber,
  multipleOf: (value) => typeof value === 'number' && value > 0,
  minLength: isCount,
  maxLength: isCount,
  pattern: isPattern,
  format: isString,
  minItems: isCount,
  maxItems: isCount,
  uniqueItems: isBoolean,
  items: isPlain,
  properties: isMapOfPlain,
  additionalProperties: isPlain,
  allOf: isListOfPlain,
  anyOf: isListOfPlain,
  oneOf: isListOfPlain,
  required: (value) =>
    Array.isArray(value) &&
    value.every((name) => typeof name === 'string') &&
    new Set(value).size === value.length,
};

/**
 * Whether a schema of settings is made of common keywords with values as the draft has them, so that it is sure to
 * compile. `false` says nothing: ask the compiler then.
 */
export function isPlainSettingsSchema(schema: JsonObject): boolean {
  return schema.type === 'object' && hasPlainKeywords(schema, schema);
}

function hasPlainKeywords(schema: JsonObject, root: JsonObject): boolean {
  return Object.entries(schema).every(([keyword, value]) => {
    const rule = Object.hasOwn(plainKeywords, keyword) ? plainKeywords[keyword] : undefined;
    return rule?.(value, root) ?? false;
  });
}

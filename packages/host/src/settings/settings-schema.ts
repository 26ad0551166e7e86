/**
 * The settings of a driver, or the arguments of a device command: a JSON Schema (draft 2020-12) of type object, from which
 * hosts make a form, and the values that fit it.
 */
import { isJsonValue, type JsonObject, type JsonValue } from '@modlink/sdk';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import { isPlainSettingsSchema } from './plain-schema.js';

/** One value that does not fit its schema. */
export interface SettingsProblem {
  /** Where, as in `filter.cutoffHz`; empty for the settings as a whole. */
  readonly at: string;
  /** What is wrong and what is allowed. */
  readonly message: string;
}

/** Values that fit, defaults filled in, or everything that does not fit. */
export type CheckedSettings =
  | { readonly values: JsonObject; readonly problems?: never }
  | { readonly values?: never; readonly problems: readonly SettingsProblem[] };

/**
 * One instance for all, made when first needed: compiling the draft's own schema takes most of the time. It keeps nothing
 * of what it checks.
 */
let draft: Ajv2020 | undefined;

/**
 * Makes the check of a driver's settings. As the draft says, unknown keywords and formats are annotations.
 * @throws {Error} when it is no usable schema of draft 2020-12; the message says why.
 */
export function compileSettingsSchema(schema: JsonObject): (values: JsonObject) => CheckedSettings {
  if (schema.type !== 'object') {
    throw new Error('the schema of values has "type": "object" at its top');
  }
  if (schema.$async !== undefined) throw new Error('"$async" is not part of JSON Schema');
  draft ??= new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
  if (!draft.validateSchema(schema)) throw new Error(draft.errorsText(draft.errors, { dataVar: 'schema' }));
  // An instance of its own: the ids inside one driver's schema are nothing to another's.
  const ajv = new Ajv2020({
    strict: false,
    meta: false,
    validateSchema: false,
    validateFormats: false,
    allErrors: true,
    useDefaults: true,
    verbose: true,
  });
  const validate = ajv.compile(schema);
  return (values) => {
    if (!isJsonValue(values))
      return { problems: [{ at: '', message: 'values are JSON: no dates, bigints, NaN' }] };
    const complete = structuredClone(values);
    if (validate(complete)) return { values: complete };
    return { problems: (validate.errors ?? []).map(toProblem) };
  };
}

/**
 * Whether {@link compileSettingsSchema} would take a schema, mostly without doing it.
 * @throws {Error} when it would not.
 */
export function checkSettingsSchema(schema: JsonObject): void {
  if (!isPlainSettingsSchema(schema)) compileSettingsSchema(schema);
}

function toProblem(error: ErrorObject): SettingsProblem {
  const { keyword, params, parentSchema, data } = error;
  const inside = error.instancePath.split('/').slice(1).map(unescapePointer);
  const at = (...more: string[]) => [...inside, ...more].join('.');
  switch (keyword) {
    case 'required':
      return { at: at(params.missingProperty), message: 'is missing, and it has no default' };
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const unknown = params.additionalProperty ?? params.unevaluatedProperty;
      const known = Object.keys(parentSchema?.properties ?? {}).join(', ') || 'none';
      return { at: at(unknown), message: `is not known; known here: ${known}` };
    }
    case 'enum':
      return { at: at(), message: `is one of ${list(params.allowedValues)}, not ${JSON.stringify(data)}` };
    case 'const':
      return {
        at: at(),
        message: `is ${JSON.stringify(params.allowedValue)}, not ${JSON.stringify(data)}`,
      };
    default:
      return { at: at(), message: `${error.message ?? keyword}; it is ${JSON.stringify(data)}` };
  }
}

function list(values: readonly JsonValue[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

/** JSON Pointer (RFC 6901, section 4). */
function unescapePointer(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

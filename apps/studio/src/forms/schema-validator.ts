import { Validator } from '@cfworker/json-schema';
import type { RJSFSchema, RJSFValidationError, ValidationData, ValidatorType } from '@rjsf/utils';
import { toErrorSchema } from '@rjsf/utils';

/**
 * Checks what stands in a form against its schema. The form library's usual validator compiles schemas to code, which the
 * page's content security policy forbids; this one interprets them. The server has the last word in any case.
 */
export const schemaValidator: ValidatorType = {
  validateFormData(formData: unknown, schema: RJSFSchema): ValidationData<unknown> {
    const errors = problems(schema, formData);
    return { errors, errorSchema: toErrorSchema(errors) };
  },
  isValid: (schema, formData, rootSchema) => {
    const known = rootSchema.$defs === undefined ? schema : { ...schema, $defs: rootSchema.$defs };
    return problems(known as RJSFSchema, formData).length === 0;
  },
  rawValidation: (schema, formData) => ({ errors: problems(schema, formData) as never[] }),
};

function problems(schema: RJSFSchema, value: unknown): RJSFValidationError[] {
  const { errors } = new Validator(schema as object, '2020-12', false).validate(withoutUndefined(value));
  return (
    errors
      // Of an object the parts are told as well, which say more.
      .filter(({ keyword }) => keyword !== 'properties' && keyword !== 'items')
      .map(({ instanceLocation, error }) => {
        const property = instanceLocation.replace(/^#/, '').replaceAll('/', '.');
        return { property, message: error, stack: `${property} ${error}` };
      })
  );
}

/** Fields that were emptied are `undefined` in a form, and absent in JSON. */
const withoutUndefined = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? {}));

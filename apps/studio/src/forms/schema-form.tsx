import { Button, Group } from '@mantine/core';
import type { RouteResponse } from '@modlink/protocol';
import Form from '@rjsf/mantine';
import type { RJSFSchema, UiSchema } from '@rjsf/utils';
import { useState } from 'react';
import { schemaValidator } from './schema-validator.js';

type JsonObject = RouteResponse<'getDriverSettings'>['values'];

export interface SchemaFormProps {
  /** JSON Schema of type object. */
  readonly schema: JsonObject;
  readonly values: JsonObject;
  readonly submitLabel: string;
  readonly isBusy: boolean;
  readonly onSubmit: (values: JsonObject) => void;
}

/** A form of a JSON Schema: driver settings, arguments of a device command. */
export function SchemaForm({ schema, values, submitLabel, isBusy, onSubmit }: SchemaFormProps) {
  const [given, setGiven] = useState<JsonObject>(values);
  const { title: _, ...rest } = schema;
  return (
    <Form
      schema={rest as RJSFSchema}
      uiSchema={{ 'ui:options': { label: false } } as UiSchema}
      validator={schemaValidator}
      formData={given}
      showErrorList={false}
      liveValidate
      onChange={({ formData }) => setGiven(formData as JsonObject)}
      onSubmit={({ formData }) => onSubmit(JSON.parse(JSON.stringify(formData ?? {})) as JsonObject)}
    >
      <Group justify="flex-end" mt="md">
        <Button type="submit" loading={isBusy}>
          {submitLabel}
        </Button>
      </Group>
    </Form>
  );
}

import type { JsonObject, JsonValue } from '@modlink/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlainSettingsSchema } from '../../src/settings/plain-schema.js';
import { compileSettingsSchema } from '../../src/settings/settings-schema.js';

const { schema } = fc.letrec<{ schema: JsonValue; object: JsonObject; map: JsonObject; value: JsonValue }>(
  (tie) => ({
    // Mostly values that fit their keyword, so that plain schemas come up often, and some that fit none.
    object: fc.dictionary(fc.constantFrom('a', 'type', 'id', 'constructor'), tie('value'), { maxKeys: 3 }),
    map: fc.dictionary(fc.constantFrom('a', 'b', 'constructor', '$ref'), tie('schema'), { maxKeys: 3 }),
    value: fc.oneof(
      { maxDepth: 2 },
      fc.constantFrom<JsonValue>(
        null,
        true,
        false,
        0,
        1,
        -1,
        1.5,
        '',
        'a',
        '[',
        '(?<n>a)',
        'object',
        'integer',
      ),
      fc.array(tie('value'), { maxLength: 2 }),
      tie('object'),
      tie('schema'),
    ),
    schema: fc.oneof(
      { maxDepth: 3 },
      fc.boolean(),
      fc.record(
        {
          $schema: fc.constantFrom('https://json-schema.org/draft/2020-12/schema', 'x'),
          $ref: fc.constantFrom('#/$defs/a', '#/$defs/b', '#', 'https://example.org/a'),
          $defs: tie('map'),
          $id: fc.constantFrom('https://example.org/a', '#a'),
          type: fc.constantFrom<JsonValue>('object', 'string', 'number', 'array', 'date', ['string', 'null']),
          properties: tie('map'),
          additionalProperties: tie('schema'),
          items: tie('schema'),
          anyOf: fc.array(tie('schema'), { maxLength: 2 }),
          required: fc.array(fc.constantFrom('a', 'b'), { maxLength: 3 }),
          enum: fc.array(tie('value'), { maxLength: 3 }),
          const: tie('value'),
          default: tie('value'),
          minimum: tie('value'),
          multipleOf: fc.constantFrom<JsonValue>(0, 1, 0.5, 'x'),
          maxLength: fc.constantFrom<JsonValue>(0, 3, -1, 1.5),
          pattern: fc.constantFrom('^a$', '(', '\\p{L}', '\\i'),
          nullable: fc.boolean(),
          unit: fc.constant('Hz'),
        },
        { requiredKeys: [] },
      ),
    ),
  }),
);

describe('a plain schema', () => {
  it('always compiles', () => {
    let plain = 0;
    fc.assert(
      fc.property(schema, (part) => {
        const whole = { type: 'object', properties: { p: part }, $defs: { a: part, b: { type: 'string' } } };
        if (!isPlainSettingsSchema(whole)) return;
        plain++;
        expect(() => compileSettingsSchema(whole)).not.toThrow();
      }),
      { numRuns: 1000 },
    );
    expect(plain).toBeGreaterThan(50);
  });

  it('may be long and nested, with definitions, patterns and alternatives', () => {
    const rate = { title: 'Rate', type: 'integer', oneOf: [{ const: 250, title: '250 Hz' }, { const: 500 }] };
    const channel = {
      type: 'object',
      required: ['name'],
      properties: { name: { type: 'string', pattern: '^[a-z]+$' }, on: { type: 'boolean', default: true } },
      additionalProperties: false,
    };
    const channels = { type: 'array', items: { $ref: '#/$defs/channel' }, minItems: 1, maxItems: 8 };
    const whole = { type: 'object', properties: { rate, channels }, $defs: { channel } };
    expect(isPlainSettingsSchema(whole)).toBe(true);
  });

  it.each<[string, JsonObject]>([
    ['another type', { type: 'string' }],
    ['another draft', { type: 'object', $schema: 'http://json-schema.org/draft-07/schema#' }],
    ['a reference to nothing', { type: 'object', properties: { a: { $ref: '#/$defs/missing' } } }],
    ['a reference to a method of objects', { type: 'object', $ref: '#/$defs/toString', $defs: {} }],
    ['a pattern that is none', { type: 'object', properties: { a: { type: 'string', pattern: '(' } } }],
    ['an empty list of values', { type: 'object', properties: { a: { enum: [] } } }],
    ['a name twice', { type: 'object', required: ['a', 'a'] }],
    ['a keyword named like a method of objects', { type: 'object', constructor: 'x' }],
    ['an unknown keyword', { type: 'object', properties: { a: { unit: 'Hz' } } }],
  ])('has not %s', (_, schema) => {
    expect(isPlainSettingsSchema(schema)).toBe(false);
  });
});

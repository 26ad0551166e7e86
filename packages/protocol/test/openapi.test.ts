import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { type RouteDefinition, routes } from '../src/index.js';
import { openApiDocument } from '../src/openapi.js';

describe('the OpenAPI document', () => {
  const document = openApiDocument('1.2.3');

  it('is valid OpenAPI 3.1', async () => {
    const result = await new Validator().validate({ ...structuredClone(document) });
    expect(result.errors ?? []).toEqual([]);
    expect(result.valid).toBe(true);
  });

  it('has every route, by name', () => {
    const operations = Object.values(document.paths ?? {}).flatMap((path) =>
      Object.values(path).map((operation) => (operation as { operationId?: string }).operationId),
    );
    expect(operations.sort()).toEqual(Object.keys(routes).sort());
  });

  it('tells for each route every failure that it can have', () => {
    for (const [name, route] of Object.entries<RouteDefinition>(routes)) {
      const path = document.paths?.[`/api/v1${route.path}`] as Record<string, { responses: object }>;
      const statuses = Object.keys(path[route.method.toLowerCase()]?.responses ?? {});
      for (const status of [400, 401, 403, 500, ...(route.failures ?? [])]) {
        expect(statuses, name).toContain(String(status));
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { type RouteDefinition, routes } from '../src/index.js';

const all = Object.entries<RouteDefinition>(routes);

describe('the routes', () => {
  it('have each method and path once', () => {
    const keys = all.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it.each(all)('%s names exactly the parameters of its path', (_name, { path, params }) => {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, key]) => key);
    expect(Object.keys(params?.shape ?? {})).toEqual(inPath);
  });

  it.each(all)('%s answers with JSON, with bytes, or with nothing, not with two of them', (_name, route) => {
    expect(route.response !== undefined && route.download !== undefined).toBe(false);
  });

  it('refuse path parameters that could leave a folder', () => {
    for (const [, { params }] of all) {
      for (const [key, schema] of Object.entries(params?.shape ?? {})) {
        for (const hostile of ['..', '../etc', 'a/b', 'a\\b', '%2e%2e', 'a\0b', '']) {
          expect(schema.safeParse(hostile), `${key} takes ${JSON.stringify(hostile)}`).toMatchObject({
            success: false,
          });
        }
      }
    }
  });
});

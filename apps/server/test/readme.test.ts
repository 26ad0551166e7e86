import { readFile } from 'node:fs/promises';
import { type RouteDefinition, routes } from '@modlink/protocol';
import { describe, expect, it } from 'vitest';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it('names every route', () => {
    const named = readme.slice(readme.indexOf('## Routes'), readme.indexOf('### A marker'));
    for (const { path } of Object.values<RouteDefinition>(routes)) {
      const last = path
        .split('/')
        .filter((part) => part !== '' && !part.startsWith('{'))
        .at(-1);
      expect(named, path).toContain(String(last));
    }
  });
});

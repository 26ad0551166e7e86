/** Whether what a server answers is what the contract says, and nothing else. */
import { problem, type RouteDefinition, routes } from '@modlink/protocol';
import { expect } from 'vitest';

const table = Object.entries<RouteDefinition>(routes).map(([name, route]) => ({
  name,
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
}));

/** Failures that any request may come to: wrong, not allowed, too large, and one that ends with the server. */
const failuresOfAll = [400, 401, 403, 413, 500, 503];

/** @param path - after `/api/v1`, without the query. */
export function expectContract(
  method: string,
  path: string,
  { status, body }: { readonly status: number; readonly body: unknown },
): void {
  // `/recordings/running` is no recording.
  const matching = table.filter(({ route, pattern }) => route.method === method && pattern.test(path));
  const known = matching.find(({ route }) => route.path === path) ?? matching[0];
  if (status >= 400) {
    expect(problem.parse(body), `${method} ${path}`).toEqual(body);
    const failures = known === undefined ? [404] : (known.route.failures ?? []);
    expect([...failuresOfAll, ...failures], `${known?.name ?? path} may fail`).toContain(status);
    return;
  }
  if (known === undefined || known.route.download !== undefined) return;
  expect(status, known.name).toBe(known.route.response === undefined ? 204 : 200);
  // What the schema does not know would be cut off.
  if (known.route.response !== undefined) expect(known.route.response.parse(body), known.name).toEqual(body);
}

import type { RouteDefinition } from '@modlink/protocol';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { InvalidRequest } from './server-error.js';

/** The parts of a request, validated. @throws {ServerError} `INVALID_REQUEST` naming every value that is wrong. */
export function validRequest(route: RouteDefinition, request: FastifyRequest): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  const wrong: { at: string; message: string }[] = [];
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = route[part];
    if (schema === undefined) continue;
    // A request without a body counts as one with an empty object: what is optional need not be sent.
    const parsed = schema.safeParse(request[part] ?? {});
    if (parsed.success) parts[part] = parsed.data;
    else wrong.push(...parsed.error.issues.map((issue) => problemAt(part, issue)));
  }
  if (wrong.length > 0) throw new InvalidRequest(wrong);
  return parts;
}

function problemAt(part: string, { path, message }: z.core.$ZodIssue): { at: string; message: string } {
  return { at: [part, ...path.map(String)].join('.'), message };
}
